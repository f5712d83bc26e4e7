"""The timetable and the gates of one status say the same: while a time lies ahead, a gate that time opens is shut; `at`
is told where nothing but time is missing, `open` and "go" where nothing is."""

from collections.abc import Iterator, Sequence

from lab.judge.standing import stage_at
from lab.judge.status import Gate, Status
from lab.judge.timetable import PlannedStep
from lab.judge.truth import Truth
from lab.story.plan import Plan

_OPEN = ("pass", "waived")
_OF_TIME = (
    "old_ttl_expired",
    "absence_expired",
    "previous_stage_expired",
    "old_host_expired",
    "no_live_copies",
    "new_path_verified",
    "new_names_resolve",
    "new_path_delivers",
    "identity_ready",
    "no_bypass",
    "old_server_quiet",
    "lock_in_place",
)
"""The gates that may wait for an instant: that of the new path after it has done harm, that of the lock until it is tried
once more."""


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for status in statuses:
        yield _go(plan, truth, status)
        for told in status.timetable:
            if told.is_told_of_now:
                why = _contradiction(status, told)
                yield None if why is None else f"at {truth.when(status.at)} the agent says {told.kind} of {told.step}; {why}"


def _contradiction(status: Status, told: PlannedStep) -> str | None:
    shut = [gate for gate in status.gates if gate.step == told.step and gate.verdict not in _OPEN]
    shut = [gate for gate in shut if gate.gate != "ttl_restored"]  # to restore it is what the last step does
    missing = [gate for gate in shut if gate.verdict != "wait"]
    is_ahead = told.at is not None and told.at > status.at
    if is_ahead and not any(gate.gate in _OF_TIME for gate in shut):
        return "every gate that time opens is open, and the time lies ahead"
    if told.kind == "open" and (shut or is_ahead):
        return f"shut are {_names(shut)}" if shut else "its time lies ahead"
    if told.kind == "at" and (missing or not shut or told.at is None):
        return f"not for time alone are shut {_names(missing)}"
    if told.kind == "not_before" and not missing:
        return f"all that is shut is {_names(shut)}, and that waits for time"
    return None


def _go(plan: Plan, truth: Truth, status: Status) -> str | None:
    """Of a step behind the switch that some name servers publish already, the go is for the others."""
    step = status.decision.next_step
    if status.decision.kind != "go" or step is None:
        return None
    told = status.planned(step)
    if told is not None and (told.kind == "open" or (told.kind == "under_way" and _has_begun(plan, truth, step, status.at))):
        return None
    of_time = told.kind if told else "nothing"
    return f"at {truth.when(status.at)} the agent says that {step} may be taken now, and of its time {of_time}"


def _has_begun(plan: Plan, truth: Truth, step: str, at: float) -> bool:
    """Not of the switch: while that is under way, nobody is told to make it."""
    changing = [record for record in plan.changing if step != "switch" and step in record.steps]
    return any(stage_at(truth, record, at) >= record.stage_after(step) for record in changing)


def _names(gates: Sequence[Gate]) -> str:
    return ", ".join(gate.gate for gate in gates) or "none"
