"""Mail from outside: somebody elsewhere writes to alice every two seconds, through a server with a cache of its own.

No probe and no agent has a hand in it, so it shows what correspondents see of the cutover.
"""

import email.utils
import itertools
import secrets
import smtplib
import threading
import time
from email.message import EmailMessage

from lab.truth.events import Submitted
from lab.truth.log import TruthLog

PERIOD = 2.0
_PATIENCE = 5.0
_AUTHOR = "correspondent@example.net"


class OutsideMail(threading.Thread):
    """Submits to the outside sender until told to stop."""

    def __init__(self, sender: str, source: str, recipient: str, log: TruthLog, stop: threading.Event) -> None:
        super().__init__(name="outside mail", daemon=True)
        self._sender, self._source, self._recipient, self._log, self._stop_event = sender, source, recipient, log, stop

    def run(self) -> None:
        for number in itertools.count(1):
            self._log.append(self._submit(number))
            if self._stop_event.wait(PERIOD):
                return

    def _submit(self, number: int) -> Submitted:
        message = EmailMessage()
        message["From"] = _AUTHOR
        message["To"] = self._recipient
        message["Subject"] = f"letter {number} from outside"
        message["Date"] = email.utils.formatdate()
        message["Message-ID"] = message_id = f"<outside-{number}.{secrets.token_hex(8)}@example.net>"
        message.set_content("Dear Alice, does this reach you?\n")
        at, problem = time.time(), ""
        try:
            with smtplib.SMTP(self._sender, timeout=_PATIENCE, source_address=(self._source, 0)) as smtp:
                smtp.send_message(message, _AUTHOR, [self._recipient])
        except (OSError, smtplib.SMTPException) as error:
            problem = f"{type(error).__name__}: {error}"
        return Submitted(at, message_id, problem)
