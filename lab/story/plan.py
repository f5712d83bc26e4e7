"""What is rehearsed, in numbers: the records before, between and after, and how often who looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lab.addresses import ADDRESSES, AUTHORITIES, DOMAIN, NEW_HOST, OLD_HOST, RESOLVERS
from lab.truth.dns_sampler import PERIOD

OTHER = -1
"""The stage of an RRset that is in no stage of the plan."""

OLD_MX = f"20 {OLD_HOST}."
NEW_MX = f"5 {NEW_HOST}."


@dataclass(frozen=True)
class Record:
    """A watched RRset with its ordered stages; one stage alone means that it stays."""

    name: str
    rrtype: str
    stages: tuple[tuple[str, ...], ...]

    def stage_of(self, records: Iterable[str]) -> int:
        """The index of the stage that these records are, in whatever order; OTHER when they are none."""
        found = frozenset(records)
        return next((index for index, stage in enumerate(self.stages) if frozenset(stage) == found), OTHER)


MX = Record(f"{DOMAIN}.", "MX", ((OLD_MX,), (NEW_MX, OLD_MX), (NEW_MX,)))
STAGE_NAMES = ("old MX only", "new MX beside the old", "new MX only")
OLD_ADDRESS = Record(f"{OLD_HOST}.", "A", ((ADDRESSES.old,),))


@dataclass(frozen=True)
class Ways:
    """What is peculiar to resolvers, by their ids. Who is not named has one cache, counts down and honours TTLs."""

    caches: Mapping[str, int] = field(default_factory=dict)
    """Several caches that take turns. Only samples with a server id (NSID) show which."""
    fleeting_ttls: Mapping[str, int] = field(default_factory=dict)
    """A TTL that one client gets and the next one, a moment later, does not: that of a stale answer, since the new one
    is fetched behind it, or the 0 of a copy in its last second behind a frozen one. It is no copy's."""
    standing: frozenset[str] = frozenset()
    """Their TTLs do not move: they tell nothing of a copy's end."""
    anew: Mapping[str, int] = field(default_factory=dict)
    """Old copies are counted down anew from this TTL: whoever asks last before they go may be given it, and he alone."""
    kept: Mapping[str, tuple[str, ...]] | None = None
    """Who keeps old data past everybody's TTL: the causes that may be told, first the one that must be. None: nothing
    is known of findings, and none is judged."""
    floors: Mapping[str, int] = field(default_factory=dict)
    """Floors that can be told from a stale answer's TTL."""
    caps: Mapping[str, int] = field(default_factory=dict)

    def left(self, resolver: str, ttl: int) -> int:
        """For how long a copy may live that the resolver gives with this TTL."""
        if resolver in self.standing or ttl == self.fleeting_ttls.get(resolver):
            return 0
        return max(ttl, self.anew.get(resolver, 0))

    def may_be_anothers(self, resolver: str, ttl: int) -> bool:
        """Whether one client may be given this TTL and no other."""
        return ttl in (self.fleeting_ttls.get(resolver), self.anew.get(resolver))

    def may_hide_old(self, resolver: str) -> bool:
        """Whether nobody outside can tell, before everybody's TTLs have passed, that no old copy is left."""
        return resolver in self.caches or resolver in self.standing or resolver in self.fleeting_ttls


@dataclass(frozen=True)
class Plan:
    """The cutover as both the agent's configuration and the judge know it. Durations in seconds."""

    old_ttl: int = 12
    new_ttl: int = 4
    interval: int = 1
    """Between two questions of the agent to one server."""
    mail_interval: int = 3
    late_after: int = 3
    lost_after: int = 12
    domain: str = DOMAIN
    records: tuple[Record, ...] = (MX, OLD_ADDRESS)
    resolvers: tuple[str, ...] = tuple(RESOLVERS)
    authorities: tuple[str, ...] = tuple(f"{name}." for name in AUTHORITIES)
    bound_margin: int = 5
    """What the agent adds to the last possible end of an old copy: for clocks, and for the whole seconds of TTLs."""
    paths: tuple[str, ...] = ("old", "new")
    """By which mail is sent; none where there are no mail servers."""
    sampling: float = PERIOD
    """Between two samples of the lab from one resolver."""
    ways: Ways = field(default_factory=lambda: Ways(caches={"pool": len(ADDRESSES.pool_members)}))

    def record(self, name: str, rrtype: str) -> Record | None:
        """The watched record of that name and type, if it is one."""
        wanted = (absolute(name), rrtype)
        return next((record for record in self.records if (record.name, record.rrtype) == wanted), None)


def absolute(name: str) -> str:
    """A domain name as the plan writes it: lower case, with the final dot."""
    return name.rstrip(".").lower() + "."
