"""What the agent found out about resolvers, against what they are: who keeps old data too long and why, floors, caps."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from lab.judge import tolerances
from lab.judge.status import FoundWays, Status
from lab.judge.switches import copies_end
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record

Told = Sequence[tuple[float, int, FoundWays]]
"""Instant, target and finding of each status that speaks of the resolver."""


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. Nothing is judged where the plan knows nothing of findings."""
    if plan.ways.kept is None:
        return
    for record in plan.records:
        for resolver in plan.resolvers:
            told = _told(statuses, record, resolver)
            yield from _kept(truth, record, resolver, told, plan.ways.kept.get(resolver, ()))
            yield from _figure("floor", resolver, truth, told, plan.ways.floors, lambda ways: ways.floor)
            yield from _figure("cap", resolver, truth, told, plan.ways.caps, lambda ways: ways.cap)
            yield _honours(plan, resolver, told)


def _told(statuses: Sequence[Status], record: Record, resolver: str) -> Told:
    found = []
    for status in statuses:
        watched = status.record(record.name, record.rrtype)
        if watched:
            found += [(status.at, watched.target, each.ways) for each in watched.resolvers if each.id == resolver]
    return found


def _kept(truth: Truth, record: Record, resolver: str, told: Told, causes: tuple[str, ...]) -> Iterator[str | None]:
    """Only who keeps old data is told to, for one of its causes, and not before the lab has seen it too."""
    wrong: dict[str, str] = {}
    for at, _, ways in told if not causes else ():
        if ways.is_late:
            wrong.setdefault("late", f"{resolver}: at {truth.when(at)} the agent says that it will be late; it will not")
    claims = [(at, target, ways.kept) for at, target, ways in told if ways.kept]
    for at, target, cause in claims:
        what = f"{resolver}: at {truth.when(at)} the agent says that it keeps old data, cause {cause}"
        if cause not in causes:
            known = f"its cause is {' or '.join(causes)}" if causes else "it honours TTLs"
            wrong.setdefault(f"cause {cause}", f"{what}; {known}")
        elif not _was_late(truth, record, resolver, target, at):
            wrong.setdefault("early", f"{what}; until then the lab saw no old answer after everybody's TTL")
    if causes and causes[0] not in {cause for _, _, cause in claims}:
        wrong["never"] = f"{resolver}: the agent never says that it keeps old data, cause {causes[0]}"
    yield from wrong.values()
    yield from [None] * (len(told) - len(wrong))


def _was_late(truth: Truth, record: Record, resolver: str, target: int, until: float) -> bool:
    """Whether the lab saw an answer that nobody gives who honours TTLs."""
    end = copies_end(truth, record, lambda records: record.stage_of(records) < target)
    return end is not None and any(
        end < sample.at - (sample.seconds or 0.0) and sample.at < until + tolerances.SWITCH
        for sample in truth.samples(resolver, record)
        if record.stage_of(sample.records) < target
    )


def _figure(
    kind: str,
    resolver: str,
    truth: Truth,
    told: Told,
    known: Mapping[str, int],
    figure_of: Callable[[FoundWays], int | None],
) -> Iterator[str | None]:
    """A floor or a cap is told of who has it, never as more than it is, and of nobody else. It may be a second less,
    found so late, and less still when the agent has forgotten the answers that showed it."""
    expected = known.get(resolver)
    figures = [(at, figure) for at, _, ways in told if (figure := figure_of(ways)) is not None]
    wrong = [
        f"{resolver}: at {truth.when(at)} the agent says that it has a {kind} of {figure} s; it has "
        f"{f'one of {expected} s' if expected is not None else 'none'}"
        for at, figure in figures
        if expected is None or figure > expected
    ]
    if expected is not None and not any(figure >= expected - 1 for _, figure in figures):
        wrong.append(f"{resolver}: the agent never tells its {kind} of {expected} s")
    yield from wrong[:1]
    yield from [None] * (len(told) - len(wrong[:1]))


def _honours(plan: Plan, resolver: str, told: Told) -> str | None:
    """At the end all that honour TTLs are known to, and no other."""
    assert plan.ways.kept is not None
    says = told[-1][2].honours_ttl if told else None
    expected = not (resolver in plan.ways.kept or resolver in plan.ways.floors)
    if says == expected or (says is None and resolver in plan.ways.standing):
        return None
    return f"{resolver}: at the end the agent says of whether it honours TTLs: {says}; it is {expected}"
