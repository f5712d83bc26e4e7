"""Where nobody reads the old server's log, and without the operator's word, no time is promised for retiring it, and what is
missing is said. Where it is read, that time is not before the server has been quiet for as long as senders try again."""

from collections.abc import Iterator, Sequence

from lab.judge.log_rules import QUIET_FOR
from lab.judge.status import Status
from lab.judge.strangers import LAG, taken_from_strangers
from lab.judge.timetable import PlannedStep
from lab.judge.truth import Truth
from lab.story.plan import Plan

_GATE = "old_server_quiet"


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for status in statuses if _GATE not in plan.waived else ():
        told = status.planned("retire_old")
        if told is not None:
            yield _quiet(plan, truth, status, told) if plan.reads_logs else _promised(truth, status, told)


def _quiet(plan: Plan, truth: Truth, status: Status, told: PlannedStep) -> str | None:
    """By whose mail the agent has read by then."""
    from_when = status.at if told.kind == "open" and told.at is None else told.at
    if told.kind not in ("open", "at", "not_before") or from_when is None or told.supposes:
        return None
    quiet = QUIET_FOR if plan.old_quiet_for is None else plan.old_quiet_for
    last = [event for event in taken_from_strangers(plan, truth) if event.at <= status.at - LAG][-1:]
    if not last or from_when >= last[0].at + quiet - LAG:
        return None
    return (
        f"at {truth.when(status.at)} the agent says that retire_old is safe from {truth.when(from_when)} on; the old server "
        f"took mail from {last[0].client} at {truth.when(last[0].at)}"
    )


def _promised(truth: Truth, status: Status, told: PlannedStep) -> str | None:
    is_next = told.kind in ("not_before", "no_time") and status.decision.next_step == told.step
    if told.kind in ("at", "open", "taken"):
        return f"at {truth.when(status.at)} the agent says {told.kind} of retire_old; nobody knows {_GATE}"
    if is_next and not any(proof.holds_up == "evidence" for proof in told.proofs_of(_GATE)):
        return f"at {truth.when(status.at)} the agent says {told.kind} of retire_old, and not that {_GATE} is missing"
    return None
