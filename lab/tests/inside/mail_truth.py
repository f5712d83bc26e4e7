"""What the mail servers wrote and what lies in the mailbox, while a test runs; nothing of it is the agent's word."""

import imaplib
import threading
from collections import Counter
from email.parser import BytesHeaderParser

from lab.addresses import ADDRESSES
from lab.judge.truth import Truth
from lab.session import LabSession
from lab.truth.log import TruthLog
from lab.truth.log_follower import LogFollower
from lab.truth.mailbox_reader import MailboxReader

INBOX = "probe@example.org"
_STOP_LIMIT = 6.0
_PATIENCE = 30.0


class MailTruth:
    """Follows the logs and reads the probes' mailbox while the `with` block runs."""

    def __init__(self, lab: LabSession) -> None:
        self._lab = lab
        self._log = TruthLog(lab.run_dir / "truth.jsonl")
        self._stop_event = threading.Event()
        password = lab.imap_password_file.read_text().strip()
        servers = [lab.postfix(role.name) for role in lab.roles]
        logs = [LogFollower(each.name, each.make, each.log_path, self._log, self._stop_event) for each in servers]
        self._threads = [*logs, MailboxReader(ADDRESSES.imap, INBOX, password, self._log, self._stop_event)]

    def __enter__(self) -> "MailTruth":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop_event.set()
        for thread in self._threads:
            thread.join(_STOP_LIMIT)
        self._log.close()

    def now(self) -> Truth:
        """All that is known by now."""
        return Truth(self._log.events())

    def copies(self, folder: str) -> Counter[str]:
        """Message-ID → how often it lies in that folder of the mailbox."""
        password = self._lab.imap_password_file.read_text().strip()
        with imaplib.IMAP4(ADDRESSES.imap, timeout=_PATIENCE) as imap:
            imap.login(INBOX, password)
            imap.select(folder, readonly=True)
            if not imap.search(None, "ALL")[1][0]:
                return Counter()
            items = imap.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]
        read = BytesHeaderParser().parsebytes
        return Counter(str(read(item[1])["Message-ID"]).strip() for item in items if isinstance(item, tuple))
