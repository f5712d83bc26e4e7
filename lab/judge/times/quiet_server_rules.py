"""Nobody reads the old server's log in this version: without the operator's word, no time is promised for retiring it, and
what is missing is said."""

from collections.abc import Iterator, Sequence

from lab.judge.status import Status
from lab.judge.timetable import PlannedStep
from lab.judge.truth import Truth
from lab.story.plan import Plan

_GATE = "old_server_quiet"


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for status in statuses if _GATE not in plan.waived else ():
        told = status.planned("retire_old")
        if told is not None:
            yield _promised(truth, status, told)


def _promised(truth: Truth, status: Status, told: PlannedStep) -> str | None:
    is_next = told.kind in ("not_before", "no_time") and status.decision.next_step == told.step
    if told.kind in ("at", "open", "taken"):
        return f"at {truth.when(status.at)} the agent says {told.kind} of retire_old; nobody knows {_GATE}"
    if is_next and not any(proof.holds_up == "evidence" for proof in told.proofs_of(_GATE)):
        return f"at {truth.when(status.at)} the agent says {told.kind} of retire_old, and not that {_GATE} is missing"
    return None
