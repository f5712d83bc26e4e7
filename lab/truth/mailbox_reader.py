"""Looks into a mailbox several times a second and writes down each message when it first sees it."""

import email
import email.message
import email.policy
import imaplib
import re
import threading
import time

from lab.addresses import INBOX
from lab.truth.events import Arrived
from lab.truth.log import TruthLog

_PERIOD = 0.1
"""Shorter than any client needs to find a message and delete it."""

_PATIENCE = 5.0
_INTERNAL_DATE = re.compile(rb'INTERNALDATE "([^"]*)"')
_UID = re.compile(rb"\bUID (\d+)")
_HOP_FROM = re.compile(r"\bfrom (?P<name>\S+).*?\[(?:IPv6:)?(?P<address>[0-9A-Fa-f.:]+)\]")
_HOP_BY = re.compile(r"\bby (?P<name>\S+)")


class MailboxReader(threading.Thread):
    """One thread and one connection per mailbox. Read-only, so that it changes nothing that another reader sees."""

    def __init__(
        self, address: str, user: str, password: str, log: TruthLog, stop: threading.Event, where: str = INBOX
    ) -> None:
        super().__init__(name=f"mailbox {user} {where}", daemon=True)
        self._address, self._user, self._password, self._log, self._stop_event = address, user, password, log, stop
        self._where = where
        self._last_uid = 0

    def run(self) -> None:
        while not self._stop_event.is_set():
            try:
                self._watch()
            except (OSError, imaplib.IMAP4.error):
                self._stop_event.wait(_PERIOD)  # the server may be restarting; connect again

    def _watch(self) -> None:
        with imaplib.IMAP4(self._address, timeout=_PATIENCE) as imap:
            imap.login(self._user, self._password)
            imap.select("INBOX", readonly=True)
            while True:
                stopping = self._stop_event.wait(_PERIOD)
                imap.noop()
                self._look(imap)
                if stopping:
                    return

    def _look(self, imap: imaplib.IMAP4) -> None:
        """`n:*` also names the last message when n is beyond it, so the number is checked again."""
        _, found = imap.uid("FETCH", f"{self._last_uid + 1}:*", "(UID INTERNALDATE BODY.PEEK[HEADER])")
        at = time.time()
        for item in found:
            if not isinstance(item, tuple):
                continue
            uid = _UID.search(item[0])
            if uid and int(uid[1]) > self._last_uid:
                self._last_uid = int(uid[1])
                self._log.append(arrival(at, self._user, item[0], item[1], self._where))


def arrival(at: float, mailbox: str, attributes: bytes, header: bytes, where: str = INBOX) -> Arrived:
    """The event for one fetched message."""
    message = email.message_from_bytes(header, policy=email.policy.compat32)
    date = _INTERNAL_DATE.search(attributes)
    return Arrived(
        at=at,
        mailbox=mailbox,
        message_id=str(message.get("Message-ID", "")).strip(),
        internal_date=date[1].decode("ascii", "replace") if date else "",
        hops=tuple(hop_summary(str(line)) for line in message.get_all("Received", [])),
        where=where,
    )


def hop_summary(received: str) -> str:
    """A Received line as `by FROM [address]`: enough to see the way, too little to mislead."""
    text = " ".join(received.split())
    by, sender = _HOP_BY.search(text), _HOP_FROM.search(text)
    source = f"{sender['name']} [{sender['address']}]" if sender else "unknown"
    return f"{by['name'] if by else 'unknown'} from {source}"
