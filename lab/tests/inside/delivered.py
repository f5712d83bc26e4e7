"""What was really delivered, by the old server's log and by the mailbox; neither is the agent's word."""

import threading
from collections import Counter

from lab.addresses import ADDRESSES
from lab.session import LabSession
from lab.truth.events import Arrived
from lab.truth.log import TruthLog
from lab.truth.mailbox_reader import MailboxReader
from lab.truth.postfix_log import PostfixLog

_STOP_LIMIT = 6.0


class Delivered:
    """Reads the probes' mailbox while the `with` block runs."""

    def __init__(self, lab: LabSession, mailbox: str = "probe@example.org") -> None:
        self._lab = lab
        self._log = TruthLog(lab.run_dir / "truth.jsonl")
        self._stop_event = threading.Event()
        password = lab.imap_password_file.read_text().strip()
        self._reader = MailboxReader(ADDRESSES.imap, mailbox, password, self._log, self._stop_event)

    def __enter__(self) -> "Delivered":
        self._reader.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop_event.set()
        self._reader.join(_STOP_LIMIT)
        self._log.close()

    def arrived(self) -> list[Arrived]:
        """Every message of the mailbox, each copy for itself."""
        return [event for event in self._log.events() if isinstance(event, Arrived)]

    def passed_on(self, server: str) -> Counter[str]:
        """Message-ID → how often that server handed it on; the old server hands it to the mailbox."""
        reader = PostfixLog(server)
        lines = self._lab.postfix(server).log_path.read_text(errors="replace").splitlines()
        events = (event for line in lines for event in reader.read(line, 0.0))
        return Counter(event.message_id for event in events if event.action == "sent")

    def is_settled(self) -> bool:
        """Whether nothing is known to be between two servers, or between the last one and the mailbox."""
        here = {message.message_id for message in self.arrived()}
        return set(self.passed_on("proxy")) <= set(self.passed_on("old")) <= here
