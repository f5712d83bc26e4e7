"""No step is told to be safe while a copy that it waits for can live: not of the next one, and not of one behind it, if
what is supposed happens."""

from collections.abc import Iterator, Sequence

from lab.judge.status import Status
from lab.judge.timetable import PlannedStep
from lab.judge.times.ends import ends_lately
from lab.judge.truth import Truth
from lab.story.plan import Plan


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for status in statuses:
        for told in status.timetable:
            at = _told_from(status, told)
            if at is not None:
                yield _too_early(plan, truth, status, told, at)


def _told_from(status: Status, told: PlannedStep) -> float | None:
    """From when on the step may be taken, as told."""
    if told.kind == "open":
        return status.at if told.at is None else min(told.at, status.at)
    return told.at if told.kind in ("at", "not_before") else None


def _too_early(plan: Plan, truth: Truth, status: Status, told: PlannedStep, at: float) -> str | None:
    end = min(ends_lately(plan, truth, status, told), default=at)
    if at >= end:
        return None
    supposed = f", if {told.supposes.step} is taken at {truth.when(told.supposes.at)}" if told.supposes else ""
    return (
        f"at {truth.when(status.at)} the agent says that {told.step} is safe from {truth.when(at)} on ({told.kind}"
        f"{supposed}); copies that it waits for may live until {truth.when(end)}"
    )
