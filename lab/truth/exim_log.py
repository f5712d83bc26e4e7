"""Reads what Exim wrote about each message, and joins it to the Message-ID, which the line of its arrival has alone."""

import re
from dataclasses import dataclass, field

from lab.addresses import INQUIRER
from lab.truth.events import Logged

_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:]{8}(?:\.\d+)? (?P<id>\w{6}-\w{6,11}-\w{2,4}) (?P<sign><=|=>|->|==|\*\*) (?P<rest>.*)$")
_REJECTED = re.compile(r"\bF=<(?P<sender>[^>]*)> (?P<how>temporarily )?rejected RCPT <(?P<recipient>[^>]*)>: (?P<detail>.*)$")
_HOST = re.compile(r"\bH=.*?\[(?P<address>[^\]]+)\]")
_MESSAGE_ID = re.compile(r" id=(?P<id>\S+)")

_ACTIONS = {"=>": "sent", "->": "sent", "==": "deferred", "**": "bounced"}


@dataclass
class EximLog:
    """The state of one server's log: which queue id is which message."""

    server: str
    _message_ids: dict[str, str] = field(default_factory=dict)
    _clients: dict[str, str] = field(default_factory=dict)

    def read(self, line: str, at: float) -> list[Logged]:
        """What a line, seen at `at`, tells about messages; most lines tell nothing."""
        if match := _LINE.match(line):
            return self._of_message(match["id"], match["sign"], match["rest"], at)
        if rejected := _REJECTED.search(line):
            return self._rejected(rejected, _address(line), at)
        return []

    def _of_message(self, queue_id: str, sign: str, rest: str, at: float) -> list[Logged]:
        if sign == "<=":
            message_id = _MESSAGE_ID.search(rest)
            self._message_ids[queue_id] = f"<{message_id['id']}>" if message_id else ""
            self._clients[queue_id] = _address(rest)
        detail = "" if sign == "<=" else rest
        return [
            Logged(
                at,
                self.server,
                _ACTIONS.get(sign, "accepted"),
                message_id=self._message_ids.get(queue_id, ""),
                client=self._clients.get(queue_id, ""),
                relay="" if sign == "<=" else _address(rest),
                detail=detail,
            )
        ]

    def _rejected(self, rejected: re.Match[str], client: str, at: float) -> list[Logged]:
        """The log has the words of the reply without its code."""
        code = "450" if rejected["how"] else "550"
        sender, detail = rejected["sender"], f"{code} {rejected['detail']}"
        if sender == INQUIRER:
            told = f"{rejected['recipient']} {detail}"
            return [Logged(at, self.server, "unwelcome", client=client, sender=sender, detail=told)]
        return [Logged(at, self.server, "rejected", client=client, sender=sender, detail=detail)]


def _address(text: str) -> str:
    found = _HOST.search(text)
    return found["address"] if found else ""
