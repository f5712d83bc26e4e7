"""What the agent said of the zone's name servers, against what was published and what they served."""

import math
from collections.abc import Iterator

from lab.judge import tolerances
from lab.judge.status import Authority, Status, Version
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record
from lab.truth.events import Published
from lab.zone import zone_of


def outcomes(plan: Plan, truth: Truth, status: Status) -> Iterator[str | None]:
    """See `verdict`. Name servers that are not mentioned at all are the business of `evidence_rules`."""
    long_ago = status.at - plan.interval - tolerances.VERSION_END - tolerances.SAMPLING
    for record in plan.records:
        published = _since_somebody_looked(truth, truth.published_for(record))
        watched = status.record(record.name, record.rrtype)
        for authority in watched.authorities if watched and published else ():
            current = _as_told(authority, published, long_ago)
            yield _last_answer(authority, current[-1], _serials(truth, record, current[-1], long_ago), record)
            yield from _versions(plan, truth, record, authority, current, status.at)


def _as_told(authority: Authority, published: list[Published], long_ago: float) -> list[Published]:
    """Without the last publication when that was too short ago for the agent to have asked since, and it has not."""
    last = published[-1]
    is_told = (frozenset(authority.rrset), authority.ttl) == (frozenset(last.records), last.ttl)
    return published if is_told or last.at < long_ago or len(published) == 1 else published[:-1]


def _since_somebody_looked(truth: Truth, published: list[Published]) -> list[Published]:
    """Without what was over before the agent started."""
    past = [event for event in published if event.at < truth.watched_from]
    return published[max(0, len(past) - 1) :]


def _serials(truth: Truth, record: Record, current: Published, long_ago: float) -> range:
    """The zone's serial goes on with every change of any record in it; the last change may have been just now."""
    in_zone = [event for event in truth.published if zone_of(event.name) == zone_of(record.name)]
    settled = [event.serial for event in in_zone if event.at < long_ago]
    return range(max([current.serial, *settled]), in_zone[-1].serial + 1)


def _last_answer(authority: Authority, published: Published, serials: range, record: Record) -> str | None:
    told = (frozenset(authority.rrset), authority.ttl)
    if told == (frozenset(published.records), published.ttl) and authority.serial in serials:
        return None
    return (
        f"{authority.nameserver}: the agent says {record.rrtype} {_text(authority.rrset, authority.ttl)}, serial "
        f"{authority.serial}; published is {_text(published.records, published.ttl)}, serial {serials[-1]}"
    )


def _versions(
    plan: Plan, truth: Truth, record: Record, authority: Authority, published: list[Published], last_look: float
) -> Iterator[str | None]:
    told = [(frozenset(version.rrset), version.ttl) for version in authority.versions]
    if told != [(frozenset(event.records), event.ttl) for event in published]:
        yield (
            f"{authority.nameserver}: the agent tells the versions "
            f"{'; '.join(_text(version.rrset, version.ttl) for version in authority.versions) or '(none)'}; "
            f"published were {'; '.join(_text(event.records, event.ttl) for event in published)}"
        )
        return
    for version, event in zip(authority.versions, published):
        again = [later.at for later in published if later.at > event.at and _is_same(later, event)]
        yield _end(plan, truth, record, authority, version, last_look, (event.at, min(again, default=math.inf)))


def _is_same(one: Published, other: Published) -> bool:
    return (frozenset(one.records), one.ttl) == (frozenset(other.records), other.ttl)


def _end(
    plan: Plan,
    truth: Truth,
    record: Record,
    authority: Authority,
    version: Version,
    last_look: float,
    window: tuple[float, float],
) -> str | None:
    """A version ends when the agent first sees the server without it: not before the lab last saw it there, and an
    interval after the lab first did not, at the latest. `window` is from when it was published until it was once more."""
    wanted = (frozenset(version.rrset), version.ttl)
    last_with = first_without = None
    for sample in truth.samples(authority.nameserver, record):
        if not window[0] - tolerances.SAMPLING <= sample.at < window[1]:
            continue
        if (frozenset(sample.records), sample.ttl) == wanted:
            last_with, first_without = sample.at, None
        elif first_without is None and last_with is not None:
            first_without = sample.at
    what = f"{authority.nameserver}: {_text(version.rrset, version.ttl)}"
    told = "still served" if version.ended is None else f"ended at {truth.when(version.ended)}"
    if last_with is None:
        return f"{what}: the agent says {told}; the lab never saw it served there"
    if first_without is None:
        return None if version.ended is None else f"{what}: the agent says {told}; the lab saw it to the end"
    limit = first_without + plan.interval + tolerances.VERSION_END
    if version.ended is None and last_look < limit:
        return None
    if version.ended is not None and last_with - tolerances.SAMPLING <= version.ended <= limit:
        return None
    return (
        f"{what}: the agent says {told}; the lab saw it served until {truth.when(last_with)} and gone at "
        f"{truth.when(first_without)}"
    )


def _text(records: tuple[str, ...], ttl: int | None) -> str:
    return f"{' + '.join(sorted(records)) or 'nothing'} with TTL {ttl}"
