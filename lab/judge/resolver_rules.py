"""What the agent said of the resolvers, against what they answered the lab."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.status import Status
from lab.judge.switches import Switch, seen_switch, stages_published, switches
from lab.judge.truth import Truth
from lab.story.plan import STAGE_NAMES, Plan, Record
from lab.truth.events import Answered


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    slack = plan.interval + tolerances.SWITCH + plan.sampling
    for switch in switches(plan, truth, statuses[-1]):
        yield _switch(switch, slack, truth)
    for record in plan.records:
        yield from _ratios(plan, truth, record, statuses, slack)
        for resolver in plan.resolvers:
            yield from _states(truth, record, resolver, statuses, slack)
            yield from _ttls(plan, truth, record, resolver, statuses)


def _switch(switch: Switch, slack: float, truth: Truth) -> str | None:
    """The told instant lies between the last old sample and the first new one (or the end of the last old copy's TTL),
    give or take the slack."""
    told, seen = switch.told, switch.seen
    if told is None and seen.latest is None:
        return None
    if told is not None and seen.first_new is not None and seen.latest is not None:
        earliest = seen.first_new if seen.last_old is None else seen.last_old
        if earliest - slack <= told <= seen.latest + slack:
            return None

    def seconds(at: float | None) -> str:
        return "never" if at is None else f"at {truth.when(at)}"

    return (
        f"{switch.resolver}: the agent says it switched to {_stage_name(switch.record, switch.stage)} {seconds(told)}; "
        f"the lab saw the last older answer {seconds(seen.last_old)}, "
        f"none but new ones from then on {seconds(seen.first_new)}"
    )


def _superseded(truth: Truth, record: Record) -> dict[int, float]:
    """When each stage had a later one published after it.

    From then on until the agent has asked an authority again, resolvers can hold the later stage while the agent still
    measures them by the earlier one: `mixed` is then no old copy that lives on.
    """
    published = stages_published(truth, record)
    return {stage: min((at for later, at in published if later > stage), default=math.inf) for stage, _ in published}


def _states(
    truth: Truth, record: Record, resolver: str, statuses: Sequence[Status], slack: float
) -> Iterator[str | None]:
    """`new` is never said while an older answer is still to come, and nothing else long after the last one."""
    superseded = _superseded(truth, record)
    seen = {stage: seen_switch(truth, record, resolver, stage) for stage in range(len(record.stages))}
    wrong: dict[str, str] = {}
    compared = 0
    for status in statuses:
        watched = status.record(record.name, record.rrtype)
        state = next((r.state for r in watched.resolvers if r.id == resolver), None) if watched else None
        if watched is None or state not in ("old", "new", "mixed", "other") or watched.target not in seen:
            continue
        compared += 1
        last_old, latest = seen[watched.target].last_old, seen[watched.target].latest
        what = f"{resolver}: at {truth.when(status.at)} the agent says {state} ({_stage_name(record, watched.target)})"
        if state == "new" and last_old is not None and last_old > status.at + slack:
            wrong.setdefault("early", f"{what}; the lab still saw an older answer at {truth.when(last_old)}")
        is_target = status.at < superseded.get(watched.target, math.inf)
        if state != "new" and is_target and latest is not None and latest < status.at - slack:
            wrong.setdefault("late", f"{what}; the lab saw no older copy that lived beyond {truth.when(latest)}")
    yield from wrong.values()
    yield from [None] * (compared - len(wrong))


def _ratios(
    plan: Plan, truth: Truth, record: Record, statuses: Sequence[Status], slack: float
) -> Iterator[str | None]:
    """Nothing is new before the first new answer anywhere, and everything is when the last older copy has gone."""
    superseded = _superseded(truth, record)
    switched = {
        stage: [seen_switch(truth, record, resolver, stage) for resolver in plan.resolvers]
        for stage in range(len(record.stages))
    }
    wrong: dict[str, str] = {}
    compared = 0
    for status in statuses:
        watched = status.record(record.name, record.rrtype)
        if watched is None or watched.ratio is None or watched.target not in switched:
            continue
        compared += 1
        what = f"{record.rrtype}: at {truth.when(status.at)} the agent says that {watched.ratio:.0%} is new"
        seen = switched[watched.target]
        firsts = [switch.first_any for switch in seen if switch.first_any is not None]
        if watched.ratio > 0 and (not firsts or min(firsts) > status.at + slack):
            first = truth.when(min(firsts)) if firsts else "never"
            wrong.setdefault("early", f"{what}; the lab saw the first new answer anywhere at {first}")
        ends = [switch.latest for switch in seen if switch.latest is not None]
        is_target = status.at < superseded.get(watched.target, math.inf)
        if watched.ratio < 1 and is_target and len(ends) == len(seen) and max(ends) < status.at - slack:
            wrong.setdefault("late", f"{what}; the lab saw no older copy that lived beyond {truth.when(max(ends))}")
    yield from wrong.values()
    yield from [None] * (compared - len(wrong))


def _ttls(
    plan: Plan, truth: Truth, record: Record, resolver: str, statuses: Sequence[Status]
) -> Iterator[str | None]:
    """The TTL told is one that the resolver gave the lab about when it last answered, or one that the lab may have
    missed."""
    samples = truth.samples(resolver, record)
    wrong: list[str] = []
    compared = 0
    for status in statuses:
        watched = status.record(record.name, record.rrtype)
        told = next((r.ttl for r in watched.resolvers if r.id == resolver), None) if watched else None
        near = [sample.ttl for sample in _near(plan, samples, status.at) if sample.ttl is not None]
        if told is None or not near or told == plan.fleeting_ttls.get(resolver):
            continue
        compared += 1
        if all(abs(told - ttl) > tolerances.TTL for ttl in near):
            wrong.append(
                f"{resolver}: at {truth.when(status.at)} the agent says {record.rrtype} TTL {told}; "
                f"the lab was given {min(near)} to {max(near)}"
            )
    yield from (f"{first} ({len(wrong)} such)" for first in wrong[:1])
    yield from [None] * (compared - len(wrong))


def _near(plan: Plan, samples: Sequence[Answered], at: float) -> Sequence[Answered]:
    """The samples from about when the resolver last answered the agent: before its last answer to the lab, if it has
    fallen silent, and by as much earlier as it lets its clients wait."""
    latest = bisect_left(samples, at, key=_instant) - 1
    since = min(at, samples[latest].at if latest >= 0 else at) - plan.interval - tolerances.SWITCH - plan.sampling
    until = bisect_left(samples, at + 2 * plan.sampling, key=_instant)
    waits = [sample.seconds or 0.0 for sample in samples[bisect_left(samples, since, key=_instant) : until]]
    return samples[bisect_left(samples, since - max(waits, default=0.0), key=_instant) : until]


def _instant(sample: Answered) -> float:
    return sample.at


def _stage_name(record: Record, stage: int) -> str:
    return STAGE_NAMES[stage] if record.rrtype == "MX" else f"stage {stage}"
