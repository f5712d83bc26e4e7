"""When the last copy ends that a step waits for, by what was published and what is supposed."""

from collections.abc import Callable, Sequence

from lab.judge.standing import high_ttl_end, is_restored, phase_at, published_at
from lab.judge.status import Status
from lab.judge.switches import copies_end
from lab.judge.timetable import PlannedStep
from lab.judge.times.lately import lately
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record


def ends_lately(plan: Plan, truth: Truth, status: Status, told: PlannedStep) -> list[float]:
    """By all that the agent may know of what was published. Whatever is published still is supposed to be published until
    the step before is taken; where there is none, until the status. Empty where nothing has to end."""
    taken = told.supposes.at if told.supposes else status.at
    ends = lately(plan, truth, status.at, lambda seen: _end(plan, truth, told.step, seen, taken))
    return [end for end in ends if end is not None]


def _end(plan: Plan, truth: Truth, step: str, seen: float, taken: float) -> float | None:
    if step == "switch":
        return _high_ttl_end(plan, truth, seen, taken)
    ends = [_end_of(plan, truth, record, step, seen, taken) for record in waited_for(plan, step)]
    return max((end for end in ends if end is not None), default=None)


def _high_ttl_end(plan: Plan, truth: Truth, seen: float, taken: float) -> float | None:
    if is_restored(plan, truth, seen):
        return None
    end = high_ttl_end(plan, truth, seen)
    published = [event for record in plan.switching if (event := published_at(truth, record, seen))]
    return taken + max((event.ttl for event in published), default=0) if end is None else end


def _end_of(plan: Plan, truth: Truth, record: Record, step: str, seen: float, taken: float) -> float | None:
    event = published_at(truth, record, seen)
    if event is None or not is_waited_for(plan, record, step)(event.records):
        return copies_end(truth, record, is_waited_for(plan, record, step), seen)
    if step == "done" and record in plan.leaving_in_use:
        return taken  # it left with a step before that one
    return taken + _ttl_then(plan, truth, record, event.ttl, seen)


def _ttl_then(plan: Plan, truth: Truth, record: Record, ttl: int, seen: float) -> int:
    """What is published is lowered first where it has not been."""
    is_to_be_lowered = record in plan.switching and phase_at(plan, truth, seen) == "prepare"
    return min(ttl, plan.new_ttl) if is_to_be_lowered else ttl


def waited_for(plan: Plan, step: str) -> Sequence[Record]:
    """The records of which no older copy may be left."""
    return {"remove_old": plan.switching, "retire_old": plan.leaving_in_use, "done": plan.leaving}.get(step, ())


def is_waited_for(plan: Plan, record: Record, step: str) -> Callable[[Sequence[str]], bool]:
    """Whether copies of an RRset must have ended before a step behind the switch."""
    if step == "remove_old":
        return lambda records: record.stage_of(records) < record.stage_after("switch")
    return lambda records: plan.leads_to_old(record, records)
