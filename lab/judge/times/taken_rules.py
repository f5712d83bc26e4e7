"""What is told to be taken is published, since when it is told to be; the old server is retired after its copies."""

from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.gate_rules import slack
from lab.judge.standing import is_done, old_host_end, phase_at, published_at, stage_at, switched_at
from lab.judge.status import Status
from lab.judge.timetable import PlannedStep
from lab.judge.times.lately import lately
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record
from lab.truth.events import Answered

_SWITCHED = ("verify", "finish")
_MORE = ("retire_old", "done")
"""Whether they are taken is more than what is published."""


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for status in statuses:
        for told in status.timetable:
            yield _taken(plan, truth, status, told)
            if told.kind == "taken" and told.at is not None:
                yield _since(plan, truth, status, told, told.at)


def _taken(plan: Plan, truth: Truth, status: Status, told: PlannedStep) -> str | None:
    truly = lately(plan, truth, status.at, lambda at: _is_taken(plan, truth, told.step, at))
    says = told.kind == "taken"
    if says in truly or (not says and (told.step in _MORE or _may_not_be_seen(plan, truth, told.step, status.at))):
        return None
    said = "is taken" if says else "is not taken"
    return f"at {truth.when(status.at)} the agent says that {told.step} {said}; what is published says otherwise"


def _may_not_be_seen(plan: Plan, truth: Truth, step: str, at: float) -> bool:
    """Whether nobody has looked yet, or some name server had older data a look ago."""
    since = at - slack(plan)
    behind = _last_behind(plan, truth, step, at)
    return since <= truth.watched_from or (behind is not None and behind >= since)


def _last_behind(plan: Plan, truth: Truth, step: str, at: float) -> float | None:
    """When the lab last saw a name server that had not followed, until `at`."""
    return max(
        (
            sample.at
            for record in (plan.switching if step == "lower_ttl" else plan.changing)
            for server in plan.authorities
            for sample in truth.samples(server, record)
            if sample.at <= at and _is_behind(plan, record, step, sample)
        ),
        default=None,
    )


def _is_behind(plan: Plan, record: Record, step: str, sample: Answered) -> bool:
    if step == "lower_ttl":
        return (sample.ttl or 0) >= plan.old_ttl and record.stage_of(sample.records) == 0
    return step in record.steps and record.stage_of(sample.records) < record.stage_after(step)


def _is_taken(plan: Plan, truth: Truth, step: str, at: float) -> bool:
    phase = phase_at(plan, truth, at)
    if step == "lower_ttl":
        versions = [published_at(truth, record, at) for record in plan.switching]
        return phase in ("switch", *_SWITCHED) or all(event and event.ttl < plan.old_ttl for event in versions)
    if step == "retire_old":
        end = old_host_end(plan, truth, at)
        return phase in _SWITCHED and end is not None and end <= at
    if step == "done":
        return is_done(plan, truth, at)
    changed = [record for record in plan.changing if step in record.steps]
    return phase in _SWITCHED and all(stage_at(truth, record, at) >= record.stage_after(step) for record in changed)


def _since(plan: Plan, truth: Truth, status: Status, told: PlannedStep, at: float) -> str | None:
    """The last name server was seen with it a look after the last record was published there, at the latest."""
    behind = _last_behind(plan, truth, told.step, status.at) or 0.0
    completed = [each for each in lately(plan, truth, status.at, lambda seen: _completed(plan, truth, told.step, seen)) if each]
    if any(each - tolerances.SAMPLING <= at <= max(each, behind) + slack(plan) for each in completed):
        return None
    when = " or ".join(sorted({truth.when(each) for each in completed})) or "never"
    return f"at {truth.when(status.at)} the agent says that {told.step} is taken since {truth.when(at)}; it was published at {when}"


def _completed(plan: Plan, truth: Truth, step: str, seen: float) -> float | None:
    """When the last record was published as the step wants it."""
    if step == "switch":
        return switched_at(plan, truth, seen)
    ends = []
    for record in plan.switching if step == "lower_ttl" else plan.changing:
        before = None
        for event in truth.published_for(record):
            is_lowered = before is not None and event.ttl < before.ttl
            is_reached = step in record.steps and record.stage_of(event.records) == record.stage_after(step)
            is_new = before is None or before.records != event.records
            if event.at <= seen and (is_lowered if step == "lower_ttl" else is_reached and is_new):
                ends.append(event.at)
            before = event
    return max(ends, default=None)
