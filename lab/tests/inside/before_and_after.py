"""What must be the same after a kill as before it. Values in, the differences out, each as a sentence."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lab.judge.status import Authority, Status, Version, WatchedRecord, parse
from lab.tests.inside.state_file import Event, Kept

MOST_VERSIONS = 64
"""Of one record at one name server; of more the oldest are forgotten."""

MOST_ENDED = 512
"""Ended messages in one status."""

MOST_EVENTS = 500
"""Changes of judgement of one kind."""

Bounds = Mapping[tuple[str, str, str], float | None]
"""(name, type, until) → instant; infinite while it waits for a server, None while it has no meaning."""

Totals = Mapping[tuple[str, str], int]
"""(path, result) → messages, as /metrics counts them."""


@dataclass(frozen=True)
class Look:
    """All that an agent says of itself at one moment."""

    status: Status
    bounds: Bounds
    totals: Totals


def look(document: Mapping[str, Any], totals: Totals, domain: str) -> Look:
    """What is compared, from the status and the page of metrics."""
    cutover = next(each for each in document["cutovers"] if each["domain"].rstrip(".") == domain)
    return Look(parse(document, domain), _bounds(cutover), totals)


def totals(metrics: Mapping[str, float]) -> Totals:
    """The ended messages of a page of metrics."""
    found: dict[tuple[str, str], int] = {}
    for series, value in metrics.items():
        name, _, labels = series.partition("{")
        if name == "cutwatch_mail_messages_total":
            pairs = dict(pair.split("=", 1) for pair in labels.rstrip("}").split(","))
            found[pairs["path"].strip('"'), pairs["result"].strip('"')] = int(value)
    return found


def difference(before: Look, after: Look) -> Iterator[str]:
    """Between the last look at one agent and the first look at the next one."""
    lost = list(_lost_versions(before.status, after.status))
    yield from lost
    grown = _grown(before.status, after.status)
    if not grown and before.status.phase != after.status.phase:
        yield f"the phase was {before.status.phase}, and is {after.status.phase} though nothing was seen in between"
    yield from _earlier_bounds(before, after, grown)
    for key, count in before.totals.items():
        if after.totals.get(key, 0) < count:
            yield f"the count of {key} fell from {count} to {after.totals.get(key, 0)}"


def versions(status: Status) -> set[tuple[object, ...]]:
    """All that was ever seen at a name server: what, and from when on."""
    return {
        (*_key(record), authority.nameserver, version.first_seen, version.rrset, version.ttl)
        for record, authority in _authorities(status)
        for version in authority.versions
    }


def unkept(told: Mapping[str, str | None], kept: Kept) -> Iterator[str]:
    """Messages (id → result, as told) of which the state file says less, or something else."""
    for name, result in told.items():
        row = kept.messages.get(name)
        if row is None:
            yield f"message {name} was told of and is not kept"
        elif result not in (None, row.result):
            yield f"message {name} was told {result} and is kept {row.result}"


def miscounted(kept: Kept, page: Totals, sent_since: int) -> Iterator[str]:
    """Counters that differ from the ledger that they count; `page` is of the first look after the file was read, by which
    the new agent may have sent so many messages itself."""
    ends = kept.ends()
    if +ends != +kept.totals:
        yield f"the file counts {dict(+kept.totals)} and has {dict(+ends)}"
    more = sum(page.values()) - sum(ends.values())
    if more < 0 or more > kept.in_flight() + sent_since:
        yield (
            f"the page counts {dict(page)}, the file had {dict(ends)} and {kept.in_flight()} in flight, "
            f"and {sent_since} were sent since"
        )


def doubled(events: tuple[Event, ...]) -> Iterator[str]:
    """A change to what it was already."""
    last: dict[tuple[str, ...], str] = {}
    for event in events:
        if last.get(event.about) == event.after:
            yield f"{event} is told again"
        last[event.about] = event.after


def not_continued(before: Kept, after: Kept | None) -> Iterator[str]:
    """What was written down once is there for good, by the same schema."""
    if after is None or after.schema != before.schema:
        yield f"the schema was {before.schema}, and is {after and after.schema}"
        return
    yield from _other_events(before.events, after.events)
    yield from (f"message {name} is gone" for name in set(before.messages) - set(after.messages))


def _other_events(before: tuple[Event, ...], after: tuple[Event, ...]) -> Iterator[str]:
    """Those that have gone or come among the ones that were there. Of each kind the oldest are forgotten."""
    last = max((event.number for event in before), default=0)
    come = set(after) - set(before)
    yield from (f"{event} came afterwards" for event in come if event.number <= last)
    kept: dict[tuple[str, ...], list[int]] = {}
    for event in after:
        kept.setdefault(event.about[:2], []).append(event.number)
    for event in set(before) - set(after):
        numbers = kept.get(event.about[:2], [])
        if len(numbers) < MOST_EVENTS or event.number > min(numbers):
            yield f"{event} is gone"


def _lost_versions(before: Status, after: Status) -> Iterator[str]:
    for record, authority in _authorities(before):
        now = _same(after, record, authority)
        if now is None:
            yield f"{authority.nameserver} is forgotten for {record.name} {record.rrtype}"
            continue
        for version in authority.versions:
            is_forgotten = len(now.versions) == MOST_VERSIONS and version.first_seen < now.versions[0].first_seen
            if not is_forgotten and not any(_continues(version, each) for each in now.versions):
                yield f"{authority.nameserver}: {version} is lost; there are {now.versions[-3:]}"


def _continues(before: Version, after: Version) -> bool:
    is_same = before.rrset == after.rrset and before.first_seen == after.first_seen and before.ttl <= after.ttl
    is_later = before.last_seen <= after.last_seen and (after.ended or math.inf) >= (before.ended or before.last_seen)
    return is_same and is_later and (before.ended is None or before.ended == after.ended)


def _grown(before: Status, after: Status) -> set[tuple[object, object]]:
    """Records of which something new has been seen since."""
    return {(name, rrtype) for name, rrtype, *_ in versions(after) - versions(before)}


def _earlier_bounds(before: Look, after: Look, grown: set[tuple[object, object]]) -> Iterator[str]:
    for (name, rrtype, until), bound in before.bounds.items():
        now = after.bounds.get((name, rrtype, until))
        if bound is None or (name, rrtype) in grown:
            continue
        if now is None or now < bound:
            yield f"the bound {until} of {name} {rrtype} was {bound} and is {now}"


def _authorities(status: Status) -> Iterator[tuple[WatchedRecord, Authority]]:
    for record in status.records:
        for authority in record.authorities:
            yield record, authority


def _same(status: Status, record: WatchedRecord, authority: Authority) -> Authority | None:
    now = status.record(record.name, record.rrtype)
    return next((each for each in (now.authorities if now else ()) if each.nameserver == authority.nameserver), None)


def _key(record: WatchedRecord) -> tuple[str, str]:
    return record.name, record.rrtype


def _bounds(cutover: Mapping[str, Any]) -> Bounds:
    return {
        (record["name"].rstrip(".") + ".", record["rrtype"], until): _instant(bound)
        for record in cutover["records"]
        for until, bound in record["bounds"].items()
    }


def _instant(bound: Mapping[str, Any] | None) -> float | None:
    if bound is None:
        return None
    return datetime.fromisoformat(bound["at"]).timestamp() if bound["at"] else math.inf
