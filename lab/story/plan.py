"""What is rehearsed, in numbers: the records before, between and after, and how often who looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from lab.addresses import ADDRESSES, AUTHORITIES, DOMAIN, INBOX, NEW_HOST, OLD_HOST, OLD_INBOX, RESOLVERS
from lab.truth.dns_sampler import PERIOD

OTHER = -1
"""The stage of an RRset that is in no stage of the plan."""

STEPS = ("lower_ttl", "switch", "remove_old", "retire_old", "done")
"""What the operator does, in order."""

VERIFY_AFTER, VERIFY_FOR = 600, 86_400
"""When after the switch mail counts, and for how long it must arrive, where nothing else is said."""

OLD_MX = f"20 {OLD_HOST}."
NEW_MX = f"5 {NEW_HOST}."


@dataclass(frozen=True)
class Record:
    """A watched RRset with its ordered stages; one stage alone means that it stays."""

    name: str
    rrtype: str
    stages: tuple[tuple[str, ...], ...]
    steps: tuple[str, ...] = ()
    """The step of the operator in which each stage gives way to the next."""
    stage_names: tuple[str, ...] = ()
    """What people call the stages."""
    are_steps_said: bool = False
    """Whether the agent is told the steps, which it finds by itself else."""

    def stage_of(self, records: Iterable[str]) -> int:
        """The index of the stage that these records are, in whatever order; OTHER when they are none."""
        found = frozenset(records)
        return next((index for index, stage in enumerate(self.stages) if frozenset(stage) == found), OTHER)

    def stage_after(self, step: str) -> int:
        """The stage to which the record is brought by that step and those before it."""
        until = STEPS.index(step)
        return sum(STEPS.index(each) <= until for each in self.steps)

    def stage_name(self, stage: int) -> str:
        """The stage in quotation marks."""
        if not 0 <= stage < len(self.stages):
            return "data of no stage"
        names = self.stage_names or tuple(" + ".join(each) or "nothing" for each in self.stages)
        return f"“{names[stage]}”"

    @property
    def what(self) -> str:
        """The record in a sentence about a domain that everybody knows."""
        return "MX" if self.rrtype == "MX" else f"{self.name.rstrip('.')} {self.rrtype}"


MX = Record(
    f"{DOMAIN}.",
    "MX",
    ((OLD_MX,), (NEW_MX, OLD_MX), (NEW_MX,)),
    ("switch", "remove_old"),
    ("old MX only", "new MX beside the old", "new MX only"),
)
STAGE_NAMES = MX.stage_names
OLD_ADDRESS = Record(f"{OLD_HOST}.", "A", ((ADDRESSES.old,),))
NEW_ADDRESS = Record(f"{NEW_HOST}.", "A", ((ADDRESSES.proxy,),))


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
class MailServer:
    """One end of the cutover; `name` is what the lab calls it, in its logs too."""

    name: str
    host: str
    address: str
    sends_from: tuple[str, ...] = ()
    """Its addresses where it has several; else the one."""


class OldMail(Enum):
    """What becomes of mail to the old server."""

    SHARED = "it is filed in the mailboxes that the new server files in, too"
    MIRRORED = "it is filed in mailboxes of its own, and a copy goes to the new server"
    RELAYED = "it is handed on to the new server"


@dataclass(frozen=True)
class RoundTrip:
    """What the agent sends down some paths, and where it is awaited: in `mailbox`, and copies in `also_in`."""

    name: str
    paths: tuple[str, ...]
    mailbox: str = INBOX
    also_in: tuple[str, ...] = ()


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
    kind: str = "proxy"
    old: MailServer = MailServer("old", OLD_HOST, ADDRESSES.old)
    new: MailServer = MailServer("proxy", NEW_HOST, ADDRESSES.proxy)
    new_way: str = "through the proxy"
    """How mail comes by the new server, in a sentence."""
    waived: Mapping[str, str] = field(default_factory=dict)
    """Gate → why the operator goes on without it."""
    verify_after: int | None = None
    verify_for: int | None = None
    """When after the switch mail counts, and for how long it must arrive; the agent's defaults where nothing is said."""
    is_lowering_told: bool = False
    """Whether the agent is told when the TTL was lowered, beside what it was before."""
    records: tuple[Record, ...] = (MX, OLD_ADDRESS)
    resolvers: tuple[str, ...] = tuple(RESOLVERS)
    authorities: tuple[str, ...] = tuple(f"{name}." for name in AUTHORITIES)
    bound_margin: int = 5
    """What the agent adds to the last possible end of an old copy: for clocks, and for the whole seconds of TTLs."""
    paths: tuple[str, ...] = ("old", "new")
    """By which mail is sent; none where there are no mail servers."""
    evidence_age: int | None = None
    """For how many intervals evidence counts; the agent's default where nothing is said."""
    greylist_retry: int | None = None
    """How long a refusal for now is nothing to speak of; the agent's default where nothing is said."""
    round_trips: tuple[str, ...] = ("main",)
    """By their ids. Each sends down every path, unless the paths end in mailboxes that differ."""
    old_mail: OldMail = OldMail.SHARED
    verp: bool = False
    """Whether each message has an envelope sender of its own."""
    reads_logs: bool = False
    """Whether the agent is told where the servers' logs are."""
    tries_lock: bool = False
    """Whether it tries, as a stranger would, whether the old server is locked."""
    bypass_grace: int | None = None
    old_quiet_for: int | None = None
    """After a bound, how long mail may still come to the old server; and how long none must have come before that is
    retired. The agent's defaults where nothing is said."""
    alarms: frozenset[str] = frozenset()
    """The critical conditions that the play's own faults bring: each has to come, and no other."""
    sampling: float = PERIOD
    """Between two samples of the lab from one resolver."""
    ways: Ways = field(default_factory=lambda: Ways(caches={"pool": len(ADDRESSES.pool_members)}))

    @property
    def changing(self) -> tuple[Record, ...]:
        """The records that change."""
        return tuple(record for record in self.records if len(record.stages) > 1)

    @property
    def switching(self) -> tuple[Record, ...]:
        """The records that the switch changes."""
        return tuple(record for record in self.changing if "switch" in record.steps)

    @property
    def absent_at_first(self) -> tuple[Record, ...]:
        """Those of them that are not there before the switch."""
        return tuple(record for record in self.switching if not record.stages[record.stage_after("lower_ttl")])

    def leads_to_old(self, record: Record, records: Iterable[str]) -> bool:
        """Whether an RRset leads mail to the old server."""
        if record.rrtype == "MX":
            return any(each.split()[-1].rstrip(".") == self.old.host for each in records)
        return record.rrtype == "A" and self.old.address in records

    @property
    def leaving(self) -> tuple[Record, ...]:
        """The records that lead to the old server and are to stop doing so."""
        return tuple(
            record
            for record in self.changing
            if any(self.leads_to_old(record, each) for each in record.stages)
            and not self.leads_to_old(record, record.stages[-1])
        )

    @property
    def leaving_in_use(self) -> tuple[Record, ...]:
        """Those that do so before the old server is retired; what belongs to it goes then."""
        left = [(record, record.stages[record.stage_after("remove_old")]) for record in self.leaving]
        return tuple(record for record, stage in left if not self.leads_to_old(record, stage))

    @property
    def trips(self) -> tuple[RoundTrip, ...]:
        """The round trips: where the paths end in mailboxes that differ, or did, one for each path."""
        if self.old_mail is OldMail.SHARED:
            return tuple(RoundTrip(name, self.paths) for name in self.round_trips)
        is_mirrored = self.old_mail is OldMail.MIRRORED
        by_old = RoundTrip("old", ("old",), OLD_INBOX, (INBOX,)) if is_mirrored else RoundTrip("old", ("old",))
        return (by_old, RoundTrip("new", ("new",)))

    def record(self, name: str, rrtype: str) -> Record | None:
        """The watched record of that name and type, if it is one."""
        wanted = (absolute(name), rrtype)
        return next((record for record in self.records if (record.name, record.rrtype) == wanted), None)


def absolute(name: str) -> str:
    """A domain name as the plan writes it: lower case, with the final dot."""
    return name.rstrip(".").lower() + "."
