"""Every step is told of, in order: those that are taken, one that comes next, and those behind it, of which nothing is
ever a promise."""

from collections.abc import Iterator, Sequence

from lab.judge.status import Status
from lab.judge.timetable import PlannedStep
from lab.judge.truth import Truth
from lab.story.plan import STEPS, Plan

_LATER = ("not_before", "no_time")


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    expected = [step for step in STEPS if step != "remove_old" or any(step in record.steps for record in plan.changing)]
    for status in statuses:
        told = [each.step for each in status.timetable]
        what = f"at {truth.when(status.at)} the agent tells"
        yield None if told == expected else f"{what} of the steps {', '.join(told) or 'nothing'}; they are {', '.join(expected)}"
        wrong = _out_of_order(status.timetable)
        yield None if wrong is None else f"{what} {wrong.kind} of {wrong.step}, which is not the next step"
        wrong = next((each for each in status.timetable if not _has_what_its_kind_says(each)), None)
        yield None if wrong is None else f"{what} {wrong.kind} of {wrong.step}, with {'an' if wrong.at else 'no'} instant"


def _out_of_order(timetable: Sequence[PlannedStep]) -> PlannedStep | None:
    left = [each for each in timetable if each.kind != "taken"]
    if [(each.step, each.kind) for each in left] == [("retire_old", "open")]:
        return None  # all is done, and nothing has shown yet that the old server is out of the way
    if [each.kind for each in timetable[: len(timetable) - len(left)]] != ["taken"] * (len(timetable) - len(left)):
        return left[0]
    return next((each for each in left[1:] if each.kind not in _LATER), None)


def _has_what_its_kind_says(told: PlannedStep) -> bool:
    return told.at is not None if told.kind == "at" else told.at is None if told.kind == "no_time" else True
