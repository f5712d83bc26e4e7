"""The agent's `/api/v1/status` as values. Strict: a document that cannot be read is a difference, not a blank."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.judge.instants import instant, instant_or_none
from lab.judge.timetable import PlannedStep, WayBack, planned_step, way_back
from lab.story.plan import absolute


class MalformedStatus(Exception):
    """The document is not what the contract says."""


@dataclass(frozen=True)
class Version:
    """An RRset as a name server served it; `ended` is when it was first seen without."""

    rrset: tuple[str, ...]
    ttl: int
    first_seen: float
    last_seen: float
    ended: float | None


@dataclass(frozen=True)
class Authority:
    """What the agent says of one name server of the zone."""

    nameserver: str
    state: str | None
    rrset: tuple[str, ...]
    ttl: int | None
    serial: int | None
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Change:
    """From `at` on live cache entries behind the address hold these stages."""

    at: float
    stages: frozenset[int]


@dataclass(frozen=True)
class FoundWays:
    """What the agent has found out about a resolver. `kept` is the cause for which it keeps old data past their TTL."""

    honours_ttl: bool | None = None
    kept: str | None = None
    floor: int | None = None
    cap: int | None = None
    is_late: bool = False
    """Whether it is said to hold an old copy that outlives everybody's TTL."""


@dataclass(frozen=True)
class Resolver:
    """What the agent says of one resolver address."""

    id: str
    state: str | None
    ttl: int | None
    changes: tuple[Change, ...]
    ways: FoundWays = FoundWays()
    caches: int = 1
    """How many are known behind the address, at least."""


@dataclass(frozen=True)
class WatchedRecord:
    """One record with all that is known of it; `target` is an index of its stages, `ratio` the share that is new."""

    name: str
    rrtype: str
    target: int
    ratio: float | None
    authorities: tuple[Authority, ...]
    resolvers: tuple[Resolver, ...]
    old_end: float | None = None
    """Until when copies of what is published no more may live, as told."""


@dataclass(frozen=True)
class Copy:
    """What became of a message in another mailbox than its own: `awaited`, `arrived`, `junk`, `missing` or `not_sent`."""

    mailbox: str
    state: str


@dataclass(frozen=True)
class Message:
    """One probe message. `result` is None while it is in flight."""

    id: str
    message_id: str
    path: str
    recorded_at: float
    accepted_at: float | None
    seen_at: float | None
    result: str | None
    latency: float | None
    detail: str
    proof: str | None = None
    """`proven`, `contradicted` or `unknown`: what its Received lines say of its path; None before it was found."""
    changed: tuple[str, ...] | None = None
    """The fields that are not as they were sent; None where nobody compared them."""
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True)
class Gate:
    """What must be true before a step; `until` where it waits."""

    step: str
    gate: str
    verdict: str
    until: float | None = None


@dataclass(frozen=True)
class Condition:
    """Something that is said to be wrong; `sentence` is what people read."""

    id: str
    severity: str
    sentence: str


@dataclass(frozen=True)
class Decision:
    """What is to be done now, and the one sentence that says why."""

    kind: str
    next_step: str | None
    sentence: str
    publish: tuple[str, ...] = ()
    """Zone lines."""


@dataclass(frozen=True)
class Status:
    """One answer of the status API."""

    at: float
    records: tuple[WatchedRecord, ...]
    messages: tuple[Message, ...]
    phase: str
    decision: Decision
    gates: tuple[Gate, ...]
    is_rolled_back: bool = False
    timetable: tuple[PlannedStep, ...] = ()
    """Every step of the plan, in order."""
    way_back: WayBack = WayBack()
    conditions: tuple[Condition, ...] = ()

    def planned(self, step: str) -> PlannedStep | None:
        """What is told of a step's time, if anything is."""
        return next((each for each in self.timetable if each.step == step), None)

    def record(self, name: str, rrtype: str) -> WatchedRecord | None:
        """The record of that name and type, if the agent speaks of it."""
        wanted = (absolute(name), rrtype)
        return next((record for record in self.records if (record.name, record.rrtype) == wanted), None)


def parse(document: Mapping[str, Any], domain: str) -> Status:
    """The status of one domain's cutover."""
    try:
        cutover = next(each for each in document["cutovers"] if each["domain"].rstrip(".") == domain)
        return Status(
            at=instant(document["at"]),
            records=tuple(_record(record) for record in cutover["records"]),
            messages=tuple(_message(message) for message in cutover["messages"]),
            phase=cutover["phase"],
            decision=_decision(cutover["decision"]),
            gates=tuple(_gate(gate) for gate in cutover["gates"]),
            is_rolled_back=cutover["rolled_back"],
            timetable=tuple(planned_step(step) for step in cutover["plan"]),
            way_back=way_back(cutover["rollback"]),
            conditions=tuple(_condition(condition) for condition in cutover["conditions"]),
        )
    except StopIteration as error:
        raise MalformedStatus(f"the agent's status does not mention {domain}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MalformedStatus(f"the agent's status is not as agreed: {error!r}") from error


def _decision(fields: Mapping[str, Any]) -> Decision:
    return Decision(fields["decision"], fields["next_step"], fields["sentence"], tuple(fields["publish"]))


def _condition(fields: Mapping[str, Any]) -> Condition:
    return Condition(fields["condition"], fields["severity"], fields["sentence"])


def _gate(fields: Mapping[str, Any]) -> Gate:
    return Gate(fields["step"], fields["gate"], fields["verdict"], instant_or_none(fields["until"]))


def _record(fields: Mapping[str, Any]) -> WatchedRecord:
    return WatchedRecord(
        name=absolute(fields["name"]),
        rrtype=fields["rrtype"],
        target=fields["target"],
        ratio=fields["propagation_ratio"],
        authorities=tuple(_authority(authority) for authority in fields["authorities"]),
        resolvers=tuple(_resolver(resolver) for resolver in fields["resolvers"]),
        old_end=instant_or_none((fields["bounds"]["changed"] or {"at": None})["at"]),
    )


def _authority(fields: Mapping[str, Any]) -> Authority:
    return Authority(
        nameserver=absolute(fields["nameserver"]),
        state=fields["state"],
        rrset=tuple(fields["rrset"] or ()),
        ttl=fields["ttl_seconds"],
        serial=fields["serial"],
        versions=tuple(_version(version) for version in fields["versions"]),
    )


def _version(fields: Mapping[str, Any]) -> Version:
    return Version(
        rrset=tuple(fields["rrset"]),
        ttl=int(fields["ttl_seconds"]),
        first_seen=instant(fields["first_seen"]),
        last_seen=instant(fields["last_seen"]),
        ended=instant_or_none(fields["ended"]),
    )


def _resolver(fields: Mapping[str, Any]) -> Resolver:
    changes = (Change(instant(change["at"]), frozenset(change["stages"])) for change in fields["changes"])
    kept = fields["kept_past_ttl"]
    ways = FoundWays(
        honours_ttl=fields["honours_ttl"],
        kept=kept["cause"] if kept else None,
        floor=fields["ttl_floor_seconds"],
        cap=fields["ttl_cap_seconds"],
        is_late=fields["late_until"] is not None,
    )
    return Resolver(fields["id"], fields["state"], fields["ttl_seconds"], tuple(changes), ways, fields["caches"])


def _message(fields: Mapping[str, Any]) -> Message:
    return Message(
        id=fields["id"],
        message_id=fields["message_id"],
        path=fields["path"],
        recorded_at=instant(fields["recorded_at"]),
        accepted_at=instant_or_none(fields["accepted_at"]),
        seen_at=instant_or_none(fields["seen_at"]),
        result=fields["result"],
        latency=fields["latency_seconds"],
        detail=fields["detail"] or "",
        proof=(fields["path_proof"] or {}).get("outcome"),
        changed=None if fields["changes"] is None else tuple(each["field"] for each in fields["changes"]),
        copies=tuple(Copy(copy["mailbox"], copy["state"]) for copy in fields["also_in"]),
    )
