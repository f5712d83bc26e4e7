"""While a name server lags, the switch is under way: who has not followed is named, with the record, and nothing is told of
the steps behind it."""

from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.gate_rules import slack
from lab.judge.standing import stage_at
from lab.judge.status import Status
from lab.judge.timetable import PlannedStep
from lab.judge.times.lately import instants_lately
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record

Behind = tuple[Record, str]


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for status in statuses:
        told = status.planned("switch")
        if told is None:
            continue
        behind = list(_behind(plan, truth, status.at))
        if told.kind == "under_way":
            yield _under_way(plan, truth, status)
        elif behind and _has_begun(plan, truth, status.at):
            record, server = behind[0]
            yield (
                f"at {truth.when(status.at)} the agent says {told.kind} of the switch; {server} has not followed with "
                f"{record.what}"
            )
        if told.kind == "under_way":
            yield from (_is_named(truth, status, told, *each) for each in behind)
            yield from (_without_time(truth, status, each) for each in status.timetable[_after(status, told) :])


def _after(status: Status, told: PlannedStep) -> int:
    return status.timetable.index(told) + 1


def _behind(plan: Plan, truth: Truth, at: float) -> Iterator[Behind]:
    """The name servers that the lab saw, for longer than an agent needs to see it too, with nothing but older data."""
    since = at - slack(plan)
    for record in plan.switching:
        for server in plan.authorities:
            samples = [s for s in truth.samples(server, record) if since <= s.at <= at + tolerances.SAMPLING]
            stages = {record.stage_of(sample.records) for sample in samples}
            if stages and max(stages) < record.stage_after("switch"):
                yield record, server


def _has_begun(plan: Plan, truth: Truth, at: float) -> bool:
    """Whether some name server has long been seen with what the switch publishes, or all of some record have."""
    since = at - slack(plan)
    for record in plan.switching:
        for server in plan.authorities:
            samples = [s for s in truth.samples(server, record) if since <= s.at <= at + tolerances.SAMPLING]
            if samples and min(record.stage_of(sample.records) for sample in samples) >= record.stage_after("switch"):
                return True
    return False


def _under_way(plan: Plan, truth: Truth, status: Status) -> str | None:
    """Something is published and something is not, or one of both was a moment ago."""
    reached = {
        stage_at(truth, record, at) >= record.stage_after("switch")
        for record in plan.switching
        for at in instants_lately(plan, truth, status.at)
    }
    if True in reached and (False in reached or any(_behind(plan, truth, status.at))):
        return None
    return f"at {truth.when(status.at)} the agent says that the switch is under way; what is published says otherwise"


def _is_named(truth: Truth, status: Status, told: PlannedStep, record: Record, server: str) -> str | None:
    if any(server in proof.text and record.name in proof.text for proof in told.proofs):
        return None
    named = "; ".join(proof.text for proof in told.proofs) or "nobody"
    return (
        f"at {truth.when(status.at)} the agent says that the switch waits for {named}; {server} has not followed with "
        f"{record.what}"
    )


def _without_time(truth: Truth, status: Status, later: PlannedStep) -> str | None:
    if later.kind == "no_time" and later.at is None:
        return None
    return f"at {truth.when(status.at)} the agent tells {later.kind} of {later.step}, while the switch is under way"
