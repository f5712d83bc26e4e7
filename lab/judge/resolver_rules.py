"""What the agent said of the resolvers, against what they answered the lab."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.status import Status
from lab.judge.switches import Publication, SeenSwitch, Switch, honest_end, publications, seen_switch, switches
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record
from lab.truth.events import Answered


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for switch in switches(plan, truth, statuses[-1]):
        yield _switch(switch, truth)
    for record in plan.records:
        yield from _ratios(plan, truth, record, statuses)
        for resolver in plan.resolvers:
            yield from _states(plan, truth, record, resolver, statuses)
            yield from _ttls(plan, truth, record, resolver, statuses)


def _switch(switch: Switch, truth: Truth) -> str | None:
    """The told instant lies between the last old sample and the first new one (or the end of the last old copy's TTL),
    give or take the tolerance."""
    told, seen = switch.told, switch.seen
    if told is None and seen.latest is None:
        return None
    apart = None if told is None else seen.apart(told)
    if told is not None and apart is not None and apart <= seen.tolerance(told):
        return None

    def seconds(at: float | None) -> str:
        return "never" if at is None else f"at {truth.when(at)}"

    return (
        f"{switch.resolver}: the agent says it switched to {switch.record.stage_name(switch.stage)} {seconds(told)}; "
        f"the lab saw the last older answer {seconds(seen.last_old)}, "
        f"none but new ones from then on {seconds(seen.first_new)}"
    )


class _Expected:
    """What the samples show of a record's publications, each looked up once."""

    def __init__(self, plan: Plan, truth: Truth, record: Record) -> None:
        self._plan, self._truth, self._record = plan, truth, record
        self._publications = publications(truth, record)
        self._known: dict[tuple[Publication, str], tuple[SeenSwitch, float | None]] = {}

    def publication(self, target: int, at: float) -> Publication:
        """The one by which the agent measures: the last of that stage, else the first that is to come."""
        of_stage = [each for each in self._publications if each.stage == target]
        past = [each for each in of_stage if each.at <= at + tolerances.SWITCH]
        return (past[-1:] or of_stage[:1] or [Publication(target, self._truth.start)])[0]

    def superseded(self, publication: Publication) -> float:
        """When something else was published after it.

        From then on until the agent has asked an authority again, resolvers can hold the later stage while the agent
        still measures them by the earlier one: `mixed` is then no old copy that lives on.
        """
        return min((each.at for each in self._publications if each.at > publication.at), default=math.inf)

    def seen(self, publication: Publication, resolver: str) -> tuple[SeenSwitch, float | None]:
        """The switch, and until when it is right to say that older copies may live."""
        key = (publication, resolver)
        if key not in self._known:
            seen = seen_switch(self._plan, self._truth, self._record, resolver, publication)
            self._known[key] = (seen, self._settled(publication, resolver, seen.latest))
        return self._known[key]

    def _settled(self, publication: Publication, resolver: str, latest: float | None) -> float | None:
        """Behind an address of several caches one that was not met may hold an old copy, and where no TTL tells of an
        end, neither does the agent know it. Both end with everybody's TTLs."""
        everybodys = honest_end(self._truth, self._record, publication)
        if latest is None or everybodys is None or not self._plan.ways.may_hide_old(resolver):
            return latest
        return max(latest, everybodys + self._plan.bound_margin + self._plan.interval)


def _states(
    plan: Plan, truth: Truth, record: Record, resolver: str, statuses: Sequence[Status]
) -> Iterator[str | None]:
    """`new` is never said while an older answer is still to come, and nothing else long after the last one."""
    slack = tolerances.SWITCH
    expected = _Expected(plan, truth, record)
    wrong: dict[str, str] = {}
    compared = 0
    for status in statuses:
        watched = status.record(record.name, record.rrtype)
        state = next((r.state for r in watched.resolvers if r.id == resolver), None) if watched else None
        if watched is None or state not in ("old", "new", "mixed", "other") or not _is_stage(record, watched.target):
            continue
        compared += 1
        publication = expected.publication(watched.target, status.at)
        seen, latest = expected.seen(publication, resolver)
        what = f"{resolver}: at {truth.when(status.at)} the agent says {state} ({record.stage_name(watched.target)})"
        if state == "new" and seen.last_old is not None and seen.last_old > status.at + slack:
            wrong.setdefault("early", f"{what}; the lab still saw an older answer at {truth.when(seen.last_old)}")
        is_target = status.at < expected.superseded(publication)
        if state != "new" and is_target and latest is not None and latest < status.at - slack:
            wrong.setdefault("late", f"{what}; the lab saw no older copy that lived beyond {truth.when(latest)}")
    yield from wrong.values()
    yield from [None] * (compared - len(wrong))


def _ratios(
    plan: Plan, truth: Truth, record: Record, statuses: Sequence[Status]
) -> Iterator[str | None]:
    """Nothing is new before the first new answer anywhere, and everything is when the last older copy has gone."""
    slack = tolerances.SWITCH
    expected = _Expected(plan, truth, record)
    wrong: dict[str, str] = {}
    compared = 0
    for status in statuses:
        watched = status.record(record.name, record.rrtype)
        if watched is None or watched.ratio is None or not _is_stage(record, watched.target):
            continue
        compared += 1
        publication = expected.publication(watched.target, status.at)
        seen = [expected.seen(publication, resolver) for resolver in plan.resolvers]
        what = f"{record.rrtype}: at {truth.when(status.at)} the agent says that {watched.ratio:.0%} is new"
        firsts = [switch.first_any for switch, _ in seen if switch.first_any is not None]
        if watched.ratio > 0 and (not firsts or min(firsts) > status.at + slack):
            first = truth.when(min(firsts)) if firsts else "never"
            wrong.setdefault("early", f"{what}; the lab saw the first new answer anywhere at {first}")
        ends = [end for _, end in seen if end is not None]
        is_target = status.at < expected.superseded(publication)
        if watched.ratio < 1 and is_target and len(ends) == len(plan.resolvers) and max(ends) < status.at - slack:
            wrong.setdefault("late", f"{what}; the lab saw no older copy that lived beyond {truth.when(max(ends))}")
    yield from wrong.values()
    yield from [None] * (compared - len(wrong))


def _is_stage(record: Record, target: int) -> bool:
    return target in range(len(record.stages))


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
        waited = tolerances.QUESTION if _may_wait(plan, truth, record, resolver, status.at) else 0.0
        near = [sample.ttl for sample in _near(plan, samples, status.at, waited) if sample.ttl is not None]
        if told is None or not near or plan.ways.may_be_anothers(resolver, told):
            continue
        compared += 1
        is_anothers = resolver in plan.ways.caches and _may_be_another_caches(samples, status.at, told)
        if all(abs(told - ttl) > tolerances.TTL for ttl in near) and not is_anothers:
            wrong.append(
                f"{resolver}: at {truth.when(status.at)} the agent says {record.rrtype} TTL {told}; "
                f"the lab was given {min(near)} to {max(near)}"
            )
    yield from (f"{first} ({len(wrong)} such)" for first in wrong[:1])
    yield from [None] * (compared - len(wrong))


def _may_be_another_caches(samples: Sequence[Answered], at: float, told: int) -> bool:
    """Whether a cache that the lab did not meet just then has a copy that counts down to that TTL, or may have one where
    the lab asked too seldom after that to meet it."""
    since = bisect_left(samples, at - told, key=_instant)
    then = bisect_left(samples, at, key=_instant)
    until = bisect_left(samples, at + told, key=_instant)
    is_on_line = any(
        sample.ttl is not None and abs(sample.ttl + sample.at - at - told) <= tolerances.TTL
        for sample in samples[since:until]
    )
    return is_on_line or len(samples) - then < tolerances.SAMPLES_OF_A_POOL


def _may_wait(plan: Plan, truth: Truth, record: Record, resolver: str, at: float) -> bool:
    """Whether one of several caches has just let the lab wait in vain, as it may let the agent while the others answer."""
    since = at - tolerances.QUESTION - tolerances.SWITCH
    return resolver in plan.ways.caches and any(since < failed <= at for failed in truth.failures(resolver, record))


def _near(plan: Plan, samples: Sequence[Answered], at: float, waited: float) -> Sequence[Answered]:
    """The samples from about when the resolver last answered the agent: before its last answer to the lab, if it has
    fallen silent, and by as much earlier as it lets its clients wait; `waited` seconds earlier still."""
    latest = bisect_left(samples, at, key=_instant) - 1
    since = min(at, samples[latest].at if latest >= 0 else at) - plan.interval - tolerances.TTL_SEEN - plan.sampling - waited
    until = bisect_left(samples, at + 2 * plan.sampling, key=_instant)
    waits = [sample.seconds or 0.0 for sample in samples[bisect_left(samples, since, key=_instant) : until]]
    return samples[bisect_left(samples, since - max(waits, default=0.0), key=_instant) : until]


def _instant(sample: Answered) -> float:
    return sample.at
