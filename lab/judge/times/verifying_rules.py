"""The old record is not taken out before mail has had its time to prove the new path."""

from collections.abc import Iterator, Sequence

from lab.judge.standing import switched_at
from lab.judge.status import Status
from lab.judge.timetable import PlannedStep
from lab.judge.times.lately import lately
from lab.judge.truth import Truth
from lab.story.plan import VERIFY_AFTER, VERIFY_FOR, Plan


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    after = VERIFY_AFTER if plan.verify_after is None else plan.verify_after
    long = VERIFY_FOR if plan.verify_for is None else plan.verify_for
    for status in statuses:
        told = status.planned("remove_old")
        if told is not None and told.at is not None and told.kind in ("open", "at", "not_before"):
            yield _too_early(plan, truth, status, told, after + long)


def _too_early(plan: Plan, truth: Truth, status: Status, told: PlannedStep, long: float) -> str | None:
    switched = lately(plan, truth, status.at, lambda at: switched_at(plan, truth, at))
    begun = told.supposes.at if told.supposes else min((at for at in switched if at is not None), default=status.at)
    assert told.at is not None
    if told.at >= begun + long:
        return None
    return (
        f"at {truth.when(status.at)} the agent says that remove_old is safe from {truth.when(told.at)} on; mail proves the new "
        f"path for {long:g} s from {truth.when(begun)} on"
    )
