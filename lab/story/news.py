"""What is new in a status, in sentences."""

from collections.abc import Iterator

from lab.judge.status import Authority, Message, Resolver, Status
from lab.story.plan import MX, STAGE_NAMES, Plan

_PATHS = {"old": "straight to the old server", "new": "through the proxy"}


class News:
    """Remembers what was told, so that nothing is told twice."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._authorities: dict[str, Authority] = {}
        self._changes: dict[str, int] = {}
        self._ttls: dict[str, int] = {}
        self._lowered: set[str] = set()
        self._ended: set[str] = set()
        self._delivered: set[str] = set()

    def of(self, status: Status) -> Iterator[str]:
        """The sentences that this status adds to those before it."""
        if watched := status.record(MX.name, MX.rrtype):
            for authority in watched.authorities:
                yield from self._of_authority(authority)
            is_lowered = all(authority.ttl == self._plan.new_ttl for authority in watched.authorities)
            for resolver in watched.resolvers:
                yield from self._of_resolver(resolver)
                yield from self._of_ttl(resolver, is_lowered)
        for message in status.messages:
            yield from self._of_message(message)

    def _of_authority(self, authority: Authority) -> Iterator[str]:
        before = self._authorities.get(authority.nameserver)
        if authority.rrset and (before is None or (before.rrset, before.ttl) != (authority.rrset, authority.ttl)):
            records = " + ".join(sorted(authority.rrset))
            yield f"name server {authority.nameserver} serves {records}, TTL {authority.ttl} s"
        self._authorities[authority.nameserver] = authority

    def _of_resolver(self, resolver: Resolver) -> Iterator[str]:
        for change in resolver.changes[self._changes.get(resolver.id, 0) :]:
            names = [_stage_name(stage) for stage in sorted(change.stages)]
            if names:
                yield f"resolver {resolver.id} holds {' as well as '.join(names)}"
        self._changes[resolver.id] = len(resolver.changes)

    def _of_ttl(self, resolver: Resolver, is_lowered: bool) -> Iterator[str]:
        """A TTL that grew tells of a new fetch; the first such after the TTL was lowered is worth a sentence."""
        before = self._ttls.get(resolver.id)
        if resolver.ttl is None:
            return
        self._ttls[resolver.id] = resolver.ttl
        if is_lowered and before is not None and resolver.ttl > before and resolver.id not in self._lowered:
            self._lowered.add(resolver.id)
            published = self._plan.new_ttl
            above = f", above the {published} s published: a floor, or a stale answer" if resolver.ttl > published else ""
            yield f"resolver {resolver.id} fetched anew and counts down from {resolver.ttl} s{above}"

    def _of_message(self, message: Message) -> Iterator[str]:
        """The first delivery by each path, and every message that ends in another way."""
        if message.result is None or message.id in self._ended:
            return
        self._ended.add(message.id)
        way = _PATHS.get(message.path, f"by the path {message.path}")
        if message.result != "delivered":
            yield f"a message {way} ended as {message.result}{f' ({message.detail})' if message.detail else ''}"
        elif message.path not in self._delivered:
            self._delivered.add(message.path)
            latency = f" {message.latency:.2f} s after it was accepted" if message.latency is not None else ""
            yield f"the first message {way} is in the mailbox{latency}"


def _stage_name(stage: int) -> str:
    return f"“{STAGE_NAMES[stage]}”" if 0 <= stage < len(STAGE_NAMES) else "data of no stage"
