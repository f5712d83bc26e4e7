"""What was seen instead: the second half of the sentence about a deadline that passed."""

from lab.judge.status import WatchedRecord
from lab.story.plan import MX
from lab.story.play import Play


def held(mx: WatchedRecord | None) -> dict[str, set[int]]:
    """Resolver → stages that the agent says it holds now."""
    return {r.id: set(r.changes[-1].stages) if r.changes else set() for r in mx.resolvers} if mx else {}


def resolvers(play: Play) -> str:
    """What the agent says of the resolvers."""
    return "; ".join(f"{name} holds {sorted(stages)}" for name, stages in held(play.mx()).items()) or "no resolver"


def authorities(play: Play) -> str:
    """What the agent says of the name servers."""
    mx = play.mx()
    servers = mx.authorities if mx else ()
    return "; ".join(f"{a.nameserver} {sorted(a.rrset)} {MX.rrtype} TTL {a.ttl}" for a in servers) or "no name server"


def messages(play: Play) -> str:
    """What the agent says of its latest messages."""
    ended = [f"{message.path} {message.result or 'in flight'}" for message in play.messages()[-8:]]
    return "messages: " + (", ".join(ended) or "none") + (f" ({play.feed.problem})" if play.feed.problem else "")
