"""Reads what Postfix wrote about each message, and joins it to the Message-ID.

Only cleanup's line has both the queue id and the Message-ID; all other lines of a message have the queue id alone.
"""

import re
from dataclasses import dataclass, field

from lab.addresses import INQUIRER
from lab.truth.events import Logged

_LINE = re.compile(r"^\S+\s+\d+ [\d:]{8} \S+ (?P<program>\S+)\[(?P<pid>\d+)\]: (?P<queue>[0-9A-Za-z]+): (?P<rest>.*)$")
_CLIENT = re.compile(r"^client=\S*\[(?P<address>[^\]]+)\]")
_MESSAGE_ID = re.compile(r"^message-id=(?P<message_id><[^>\s]*>|\S*)")
_VERDICT = re.compile(
    r"^(?P<verb>reject|hold|discard): \S+ from \S*\[(?P<address>[^\]]+)\]: "
    r"(?P<detail>.*?)(?:; from=<(?P<sender>[^>]*)>(?: to=<(?P<recipient>[^>]*)>)?|$)"
)
_REWRITTEN = re.compile(r"^replace: header (?P<field>[A-Za-z-]+):")
_STATUS = re.compile(r"\bstatus=(?P<status>sent|deferred|bounced|expired)\b *(?P<detail>.*)$")
_RELAY = re.compile(r"\brelay=(?P<relay>[^,]+),")

_ACTIONS = {"reject": "rejected", "hold": "held", "discard": "discarded", "expired": "bounced"}


@dataclass
class PostfixLog:
    """The state of one server's log: which queue id is which message."""

    server: str
    _message_ids: dict[str, str] = field(default_factory=dict)
    _clients: dict[str, str] = field(default_factory=dict)
    _held_by_process: dict[str, Logged] = field(default_factory=dict)
    _held: dict[str, Logged] = field(default_factory=dict)

    def read(self, line: str, at: float) -> list[Logged]:
        """What a line, seen at `at`, tells about messages; most lines tell nothing."""
        match = _LINE.match(line)
        if not match:
            return []
        queue_id, process, rest = match["queue"], match["program"] + match["pid"], match["rest"]
        if verdict := _VERDICT.match(rest):
            return self._verdict(verdict, queue_id, process, at)
        if client := _CLIENT.match(rest):
            self._clients[queue_id] = client["address"]
            if process in self._held_by_process:
                self._held[queue_id] = self._held_by_process.pop(process)
            return []
        if message_id := _MESSAGE_ID.match(rest):
            return self._accepted(queue_id, message_id["message_id"], at)
        if rewritten := _REWRITTEN.match(rest):
            return [self._event(at, queue_id, "rewritten", detail=rewritten["field"].lower().replace("-", "_"))]
        if status := _STATUS.search(rest):
            relay = _RELAY.search(rest)
            next_hop = relay["relay"] if relay else ""
            return [self._event(at, queue_id, status["status"], next_hop, status["detail"])]
        return []

    def _verdict(self, verdict: re.Match[str], queue_id: str, process: str, at: float) -> list[Logged]:
        """A table's say over the envelope. Of a HOLD the message follows, from the same process; of the others none. Who
        only asks for recipients has no message: of him it is told whom a server would not have."""
        if verdict["sender"] == INQUIRER:
            return self._of_the_inquirer(verdict, at)
        event = Logged(
            at,
            self.server,
            _ACTIONS[verdict["verb"]],
            message_id=self._message_ids.get(queue_id, ""),
            client=verdict["address"],
            sender=verdict["sender"] or "",
            detail=verdict["detail"],
        )
        if event.action == "held" and not event.message_id:
            self._held_by_process[process] = event
            return []
        return [event]

    def _of_the_inquirer(self, verdict: re.Match[str], at: float) -> list[Logged]:
        if verdict["verb"] != "reject" or not verdict["recipient"]:
            return []
        told = f"{verdict['recipient']} {verdict['detail']}"
        return [Logged(at, self.server, "unwelcome", client=verdict["address"], sender=INQUIRER, detail=told)]

    def _accepted(self, queue_id: str, message_id: str, at: float) -> list[Logged]:
        self._message_ids[queue_id] = message_id
        accepted = self._event(at, queue_id, "accepted")
        held = self._held.pop(queue_id, None)
        return [accepted] if held is None else [accepted, self._event(at, queue_id, "held", detail=held.detail)]

    def _event(self, at: float, queue_id: str, action: str, relay: str = "", detail: str = "") -> Logged:
        return Logged(
            at,
            self.server,
            _ACTIONS.get(action, action),
            message_id=self._message_ids.get(queue_id, ""),
            client=self._clients.get(queue_id, ""),
            relay=relay,
            detail=detail,
        )
