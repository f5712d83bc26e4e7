"""No cache of the lab gave, clearly after a told time, what the step had waited for: by the lab's own samples, whatever
follows from what was published."""

from collections.abc import Iterator, Sequence

from lab.judge.gate_rules import older_answer_after
from lab.judge.status import Status
from lab.judge.times.ends import waited_for
from lab.judge.truth import Truth
from lab.story.plan import Plan


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. Each time that was told counts once, as it was told first."""
    first: dict[tuple[str, float], float] = {}
    for status in statuses:
        for told in status.timetable:
            if told.kind in ("at", "open") and told.at is not None and waited_for(plan, told.step):
                first.setdefault((told.step, told.at), status.at)
    for (step, at), said in first.items():
        yield _left(plan, truth, step, at, said)


def _left(plan: Plan, truth: Truth, step: str, at: float, said: float) -> str | None:
    for record in waited_for(plan, step):
        for name in plan.resolvers:
            is_known = name in (plan.ways.kept or {}) or name in plan.ways.floors
            last = None if is_known else older_answer_after(plan, truth, record, name, step, at, said)
            if last is not None:
                return (
                    f"at {truth.when(said)} the agent says that {step} is safe from {truth.when(at)} on; {name} still gave "
                    f"older data for {record.what} at {truth.when(last)}"
                )
    return None
