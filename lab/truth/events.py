"""What the truth log is made of: one line of JSON per event, each a value below.

All instants are seconds since 1970 by the one clock of this machine, which the agent reads too.
"""

import dataclasses
import json
from dataclasses import dataclass
from typing import TypeAlias

from lab.addresses import INBOX


@dataclass(frozen=True)
class Published:
    """The zone was changed: from `at` on the primary serves this RRset."""

    at: float
    name: str
    rrtype: str
    ttl: int
    records: tuple[str, ...]
    serial: int


@dataclass(frozen=True)
class Started:
    """The agent was started: what was before it cannot have seen."""

    at: float


@dataclass(frozen=True)
class Answered:
    """One question to one resolver or authority. `error` says why there is no reply; then the rest is empty.

    `seconds` is how long the answer took; `nsid` (RFC 5001) and `ede` (RFC 8914) are what came with it. Only who asked
    as `lab.truth.dig` does has them.
    """

    at: float
    server: str
    name: str
    rrtype: str
    records: tuple[str, ...] = ()
    ttl: int | None = None
    rcode: int | None = None
    error: str = ""
    seconds: float | None = None
    nsid: str = ""
    ede: tuple[int, ...] = ()


@dataclass(frozen=True)
class Submitted:
    """Mail from outside was handed to the outside sender, or was not: then `error` says why."""

    at: float
    message_id: str
    error: str = ""


@dataclass(frozen=True)
class Logged:
    """A line of a mail server's log that tells the fate of a message.

    `action`: accepted, held, discarded, rejected, or, per attempt to pass it on, rewritten (`detail`: the field), sent,
    deferred, bounced; unwelcome where a recipient was only asked for and not taken (`detail`: the address, and the reply).
    `message_id` is empty where the server never saw one: rejected and discarded before the content came.
    """

    at: float
    server: str
    action: str
    message_id: str = ""
    client: str = ""
    relay: str = ""
    sender: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Arrived:
    """A message became visible in a mailbox; `hops` are the Received lines, newest first, as `by from [address]`. `where`
    tells mailboxes of one name on several servers apart, as the agent's configuration calls the probes' one there."""

    at: float
    mailbox: str
    message_id: str
    internal_date: str
    hops: tuple[str, ...]
    where: str = INBOX


Event: TypeAlias = Published | Started | Answered | Submitted | Logged | Arrived

_KINDS: dict[str, type] = {
    kind.__name__.lower(): kind
    for kind in (Published, Started, Answered, Submitted, Logged, Arrived)
}


class MalformedEvent(Exception):
    """A line of a truth log that no version of this file has written."""


def to_line(event: Event) -> str:
    """The event as one line of JSON, without the line's end."""
    return json.dumps({"event": type(event).__name__.lower(), **dataclasses.asdict(event)})


def from_line(line: str) -> Event:
    """The event that `to_line` wrote."""
    try:
        fields = json.loads(line)
        kind = _KINDS[fields.pop("event")]
        return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MalformedEvent(f"{line[:80]!r}: {error!r}") from error
