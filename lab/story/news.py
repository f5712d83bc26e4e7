"""What is new in a status, in sentences."""

from collections.abc import Iterator

from lab.judge.status import Authority, Message, Resolver, Status
from lab.story.plan import Plan, Record


class News:
    """Remembers what was told, so that nothing is told twice."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._paths = {"old": "straight to the old server", "new": plan.new_way}
        self._decision: tuple[str, str | None, str] | None = None
        self._authorities: dict[tuple[Record, str], Authority] = {}
        self._changes: dict[tuple[Record, str], int] = {}
        self._ttls: dict[tuple[Record, str], int] = {}
        self._lowered: set[tuple[Record, str]] = set()
        self._ended: set[str] = set()
        self._delivered: set[str] = set()

    def of(self, status: Status) -> Iterator[str]:
        """The sentences that this status adds to those before it."""
        for record in self._plan.changing:
            yield from self._of_record(record, status)
        for message in status.messages:
            yield from self._of_message(message)
        yield from self._of_decision(status)

    def _of_record(self, record: Record, status: Status) -> Iterator[str]:
        if watched := status.record(record.name, record.rrtype):
            for authority in watched.authorities:
                yield from self._of_authority(record, authority)
            is_lowered = all(authority.ttl == self._plan.new_ttl for authority in watched.authorities)
            for resolver in watched.resolvers:
                yield from self._of_resolver(record, resolver)
                yield from self._of_ttl(record, resolver, is_lowered)

    def _of_decision(self, status: Status) -> Iterator[str]:
        """Its sentence has times that change with every look: it is told when something else is to be done."""
        said = (status.decision.kind, status.decision.next_step, status.phase)
        if said != self._decision:
            self._decision = said
            yield f"phase {status.phase}. {status.decision.sentence}"

    def _of_authority(self, record: Record, authority: Authority) -> Iterator[str]:
        before = self._authorities.get((record, authority.nameserver))
        if authority.rrset and (before is None or (before.rrset, before.ttl) != (authority.rrset, authority.ttl)):
            records = " + ".join(sorted(authority.rrset))
            yield f"name server {authority.nameserver} serves {self._of(record)}{records}, TTL {authority.ttl} s"
        self._authorities[record, authority.nameserver] = authority

    def _of(self, record: Record) -> str:
        """Which record is meant, where there are several."""
        return f"{record.what} " if len(self._plan.changing) > 1 else ""

    def _of_resolver(self, record: Record, resolver: Resolver) -> Iterator[str]:
        for change in resolver.changes[self._changes.get((record, resolver.id), 0) :]:
            names = [record.stage_name(stage) for stage in sorted(change.stages)]
            if names:
                yield f"resolver {resolver.id} holds {self._of(record)}{' as well as '.join(names)}"
        self._changes[record, resolver.id] = len(resolver.changes)

    def _of_ttl(self, record: Record, resolver: Resolver, is_lowered: bool) -> Iterator[str]:
        """A TTL that grew tells of a new fetch; the first such after the TTL was lowered is worth a sentence."""
        key = (record, resolver.id)
        before = self._ttls.get(key)
        if resolver.ttl is None:
            return
        self._ttls[key] = resolver.ttl
        if is_lowered and before is not None and resolver.ttl > before and key not in self._lowered:
            self._lowered.add(key)
            published = self._plan.new_ttl
            above = f", above the {published} s published: a floor, or a stale answer" if resolver.ttl > published else ""
            yield f"resolver {resolver.id} fetched {self._of(record)}anew and counts down from {resolver.ttl} s{above}"

    def _of_message(self, message: Message) -> Iterator[str]:
        """The first delivery by each path, and every message that ends in another way."""
        if message.result is None or message.id in self._ended:
            return
        self._ended.add(message.id)
        way = self._paths.get(message.path, f"by the path {message.path}")
        if message.result != "delivered":
            yield f"a message {way} ended as {message.result}{f' ({message.detail})' if message.detail else ''}"
        elif message.path not in self._delivered:
            self._delivered.add(message.path)
            latency = f" {message.latency:.2f} s after it was accepted" if message.latency is not None else ""
            yield f"the first message {way} is in the mailbox{latency}"

