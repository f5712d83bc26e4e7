"""Somebody who writes to the old server itself, whatever the DNS says."""

import email.utils
import secrets
import smtplib
import time
from email.message import EmailMessage

from lab.addresses import ADDRESSES, NEW_HOST, OLD_HOST
from lab.session import LabSession

_AUTHOR, _RECIPIENT = "stranger@example.net", "alice@example.org"
_FORGED = f"from {NEW_HOST} ({NEW_HOST} [{ADDRESSES.proxy}]) by {OLD_HOST} with ESMTP id 4F2A1B9C3D"
_PATIENCE = 5.0
_POLL = 0.2


def writes_to_the_old_server(lab: LabSession) -> None:
    """As spammers do who have kept its address."""
    _write()


def forges_the_hop(lab: LabSession) -> None:
    """With a line that says that the message came by the proxy: nobody has to believe it."""
    _write(_FORGED)


def _write(received: str = "") -> None:
    message = EmailMessage()
    if received:
        message["Received"] = f"{received}; {email.utils.formatdate()}"
    message["From"], message["To"] = _AUTHOR, _RECIPIENT
    message["Subject"] = "you do not know me"
    message["Date"] = email.utils.formatdate()
    message["Message-ID"] = f"<stranger-{secrets.token_hex(8)}@example.net>"
    message.set_content("An offer.\n")
    limit = time.monotonic() + _PATIENCE
    while not _is_taken(message):
        if time.monotonic() > limit:
            raise AssertionError("the old server takes no mail of a stranger")
        time.sleep(_POLL)


def _is_taken(message: EmailMessage) -> bool:
    """A daemon that was idle when the lock was taken off may refuse one more."""
    try:
        with smtplib.SMTP(ADDRESSES.old, timeout=_PATIENCE, source_address=(ADDRESSES.client, 0)) as smtp:
            smtp.send_message(message, _AUTHOR, [_RECIPIENT])
    except smtplib.SMTPRecipientsRefused:
        return False
    return True
