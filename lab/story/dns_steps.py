"""The steps at the zone, in the order of the guide: lower the TTL, wait the old one, switch, clean up."""

import time
from collections.abc import Callable, Sequence

from lab.story import seen
from lab.story.plan import Record
from lab.story.play import Play

_STOCK_PATIENCE = 8.0
_AUTHORITY_PATIENCE = 10.0
_RESOLVER_PATIENCE = 25.0
"""The slowest cache keeps everything 10 s at least; the rest is for a slow machine."""

_WHOLE_SECOND = 1.0
"""Caches count whole seconds: a copy may live this much longer than its TTL."""

_MARGIN = 8.0


def take_stock(play: Play) -> None:
    """What is there before anything changes: a version that the agent never saw could not be missed."""
    play.teller.chapter("Take stock: what do name servers and resolvers serve before anything changes?")
    names, count = set(play.plan.authorities), len(play.plan.resolvers)

    def is_seen(record: Record) -> bool:
        watched = play.watched(record)
        if watched is None:
            return False
        first = {a.nameserver for a in watched.authorities if record.stage_of(a.rrset) == 0}
        return first == names and sum(bool(stages) for stages in seen.held(watched).values()) == count

    play.wait(
        f"the agent has seen how {_list(play.plan.changing)} begin at {len(names)} name servers and {count} resolvers",
        lambda: all(is_seen(record) for record in play.plan.changing),
        _STOCK_PATIENCE,
        lambda: f"{seen.authorities(play, play.plan.changing)}; {seen.resolvers(play, play.plan.changing)}",
    )


def lower_ttl(play: Play) -> None:
    """The new TTL counts only for copies fetched from now on."""
    old, new = play.plan.old_ttl, play.plan.new_ttl
    play.teller.chapter(f"Lower the TTL of {_list(play.plan.switching)} from {old} s to {new} s")
    for record in play.plan.switching:
        play.publish(record, 0, new)
    await_ttl(play, new)


def await_ttl(play: Play, ttl: int) -> None:
    """Until the agent sees it at the records that the switch changes."""
    play.wait(
        f"the agent sees TTL {ttl} at every name server",
        lambda: all(
            (watched := play.watched(record)) is not None and all(a.ttl == ttl for a in watched.authorities)
            for record in play.plan.switching
        ),
        _AUTHORITY_PATIENCE,
        lambda: seen.authorities(play, play.plan.switching),
    )


def wait_old_ttl(play: Play) -> None:
    """The step that people forget: copies with the old TTL live on for the OLD TTL."""
    old = play.plan.old_ttl
    play.teller.chapter(f"Wait the OLD TTL, {old} s: a cache may have fetched it just before it was lowered")

    def last_end() -> float | None:
        watched = [told for record in play.plan.switching if (told := play.watched(record))]
        ends = [v.ended for told in watched for a in told.authorities for v in a.versions if v.ttl == old]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    play.wait(
        f"{old} s since the agent saw the last name server without TTL {old}",
        lambda: (end := last_end()) is not None and time.time() >= end + old + _WHOLE_SECOND,
        old + _MARGIN,
        lambda: seen.authorities(play, play.plan.switching),
    )
    play.teller.lab(f"no honest cache can hold a copy with TTL {old} any more; the switch is safe")


def add_new_mx(play: Play) -> None:
    """Both MX records are published, the proxy preferred."""
    play.teller.chapter("Switch: publish the proxy as MX 5, keep the old server as MX 20")
    take(play, "switch")


def remove_old_mx(play: Play) -> None:
    """The proxy is the only MX from here on."""
    play.teller.chapter("Clean up: remove the old MX")
    take(play, "remove_old")


def take(play: Play, step: str) -> None:
    """Publishes what the step changes, and waits until nobody that the agent watches holds anything older."""
    bring(play, [record for record in play.plan.changing if step in record.steps], lambda record: record.stage_after(step))


def bring(play: Play, records: Sequence[Record], stage_of: Callable[[Record], int]) -> None:
    """The same for some records."""
    for record in records:
        play.publish(record, stage_of(record), play.plan.new_ttl)
    names = " and ".join(record.stage_name(stage_of(record)) for record in records)

    def is_published(record: Record) -> bool:
        watched = play.watched(record)
        return watched is not None and all(record.stage_of(a.rrset) == stage_of(record) for a in watched.authorities)

    play.wait(
        f"the agent sees {names} at every name server",
        lambda: all(is_published(record) for record in records),
        _AUTHORITY_PATIENCE,
        lambda: seen.authorities(play, records),
    )
    await_copies(play, records, stage_of)


def await_copies(play: Play, records: Sequence[Record], stage_of: Callable[[Record], int]) -> None:
    """Until nobody holds anything else, by the agent's word."""
    names = " and ".join(record.stage_name(stage_of(record)) for record in records)

    def is_held(record: Record) -> bool:
        stages = seen.held(play.watched(record))
        return stages != {} and all(held == {stage_of(record)} for held in stages.values())

    play.wait(
        f"the agent says that every resolver holds {names} and nothing else",
        lambda: all(is_held(record) for record in records),
        _RESOLVER_PATIENCE,
        lambda: seen.resolvers(play, records),
    )
    play.teller.lab(f"by the agent's word every cache holds {names} and nothing older")


def restore_ttl(play: Play) -> None:
    """The last step of every cutover."""
    old = play.plan.old_ttl
    play.teller.chapter(f"Restore the TTL of {old} s")
    for record in play.plan.switching:
        play.publish(record, len(record.stages) - 1, old)
    await_ttl(play, old)


def _list(records: Sequence[Record]) -> str:
    return " and ".join(record.what for record in records)
