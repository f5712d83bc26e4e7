"""The resolver rows of peers.md: among resolvers of every manner, what the agent says of each against what it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lab.judge.status import Resolver, Status
from lab.manners.catalogue import CAP, FLOOR
from lab.story.plan import MX
from lab.tests.inside.situation import Row


_OF_TTL = f"says {MX.rrtype} TTL"


@dataclass(frozen=True)
class Manner:
    """One row: `is_named` is whether what was told of the resolver says what is peculiar to it."""

    number: str
    resolver: str
    what: str
    is_named: Callable[[Resolver], bool]


def _honours(told: Resolver) -> bool:
    """Its TTLs count down, and it lets go when they end."""
    return told.ways.honours_ttl is True and told.ways.kept is None


MANNERS = (
    Manner("r1", "plain", "Unbound as it comes: honours TTLs", _honours),
    Manner("r2", "stale", "serves expired data", lambda told: told.ways.kept == "stale"),
    Manner("r3", "min-ttl", "lengthens TTLs", lambda told: (told.ways.floor or 0) >= FLOOR - 1),
    Manner("r4", "max-ttl", "shortens TTLs", lambda told: told.ways.cap == CAP),
    Manner("r5", "pdns", "PowerDNS Recursor: honours TTLs, never answers TTL 0", _honours),
    Manner("r6", "kresd", "Knot Resolver: honours TTLs", _honours),
    Manner("r7", "dnsmasq", "a forwarder that caches MX records: honours TTLs", _honours),
    Manner("r8", "pool-of-four", "several caches behind one address", lambda told: told.caches > 1),
)


def rows(statuses: Sequence[Status], differences: Sequence[str], alarms: Sequence[str]) -> list[Row]:
    """Detected: what the agent said of old and new at the resolver, and of its manner, is what the lab saw. Which TTL it last
    gave is for a rehearsal of its own to compare, with no other lab beside it. Named: what is peculiar to it was said.
    `alarms` are what was raised without cause, of all of them."""
    told = _told(statuses)
    return [
        Row(
            number=manner.number,
            name=manner.what,
            seconds=0.0,
            is_told=bool(told.get(manner.resolver)) and not _about(manner.resolver, differences),
            is_in_time=True,
            is_named=any(manner.is_named(each) for each in told.get(manner.resolver, ())),
            is_over=True,
            alarms=tuple(alarms) if manner is MANNERS[0] else (),
            words="; ".join(_about(manner.resolver, differences)),
        )
        for manner in MANNERS
    ]


def _about(resolver: str, differences: Sequence[str]) -> list[str]:
    return [each for each in differences if each.startswith(f"{resolver}: ") and _OF_TTL not in each]


def _told(statuses: Sequence[Status]) -> Mapping[str, list[Resolver]]:
    found: dict[str, list[Resolver]] = {}
    for status in statuses:
        record = status.record(MX.name, MX.rrtype)
        for resolver in record.resolvers if record else ():
            found.setdefault(resolver.id, []).append(resolver)
    return found
