"""What a step publishes has the TTL that the times behind it are reckoned with: the lowered one, as soon as that is to come,
and the one from before at the end. Who prepares his zone files in advance must not undo the lowering by the switch."""

from collections.abc import Iterator, Sequence

from lab.judge.status import Status
from lab.judge.timetable import PlannedStep
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record

_STEPS = ("lower_ttl", "switch", "remove_old", "done")


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. Records that the switch leaves alone keep the TTL that they have."""
    for status in statuses:
        for told in status.timetable:
            if told.kind != "taken" and told.step in _STEPS:
                yield _wrong(plan, truth, status, told)


def _wrong(plan: Plan, truth: Truth, status: Status, told: PlannedStep) -> str | None:
    right = {line for record in plan.switching for line in _lines(plan, record, told.step)}
    names = {record.name for record in plan.switching}
    lines = [line for line in told.publish if line.split()[0] in names]
    wrong = [line for line in lines if line not in right]
    if not wrong and (lines or told.step not in ("lower_ttl", "switch")):
        return None
    return (
        f"at {truth.when(status.at)} the agent says that {told.step} publishes {'; '.join(wrong) or 'nothing'}; "
        f"by the plan it is {'; '.join(sorted(right))}"
    )


def _lines(plan: Plan, record: Record, step: str) -> Iterator[str]:
    stage = record.stages[-1] if step == "done" else record.stages[record.stage_after(step)]
    ttl = plan.old_ttl if step == "done" else plan.new_ttl
    yield from (f"{record.name} {ttl} IN {record.rrtype} {data}" for data in stage)
