"""What was seen instead: the second half of the sentence about a deadline that passed."""

from collections.abc import Sequence

from lab.judge.status import WatchedRecord
from lab.story.plan import Record
from lab.story.play import Play


def held(watched: WatchedRecord | None) -> dict[str, set[int]]:
    """Resolver → stages that the agent says it holds now."""
    return {r.id: set(r.changes[-1].stages) if r.changes else set() for r in watched.resolvers} if watched else {}


def resolvers(play: Play, records: Sequence[Record]) -> str:
    """What the agent says of the resolvers."""
    told = [
        f"{name} holds of {record.what} {sorted(stages)}"
        for record in records
        for name, stages in held(play.watched(record)).items()
    ]
    return "; ".join(told) or "no resolver"


def authorities(play: Play, records: Sequence[Record]) -> str:
    """What the agent says of the name servers."""
    watched = [(record, told) for record in records if (told := play.watched(record))]
    told = [f"{a.nameserver} {record.what} {sorted(a.rrset)} TTL {a.ttl}" for record, w in watched for a in w.authorities]
    return "; ".join(told) or "no name server"


def decision(play: Play) -> str:
    """What the agent says is to be done."""
    said = play.decision()
    return f"{said.kind}: {said.sentence}" if said else "no decision"


def messages(play: Play) -> str:
    """What the agent says of its latest messages."""
    ended = [f"{message.path} {message.result or 'in flight'}" for message in play.messages()[-8:]]
    return "messages: " + (", ".join(ended) or "none") + (f" ({play.feed.problem})" if play.feed.problem else "")
