"""A mail client of the outside world, and a reader of the mailbox."""

import imaplib
import smtplib
import ssl
import time
from email.message import EmailMessage, Message
from email.parser import BytesParser

from lab.addresses import ADDRESSES, SENDER_HOST
from lab.session import LabSession


def submit(lab: LabSession, subject: str, recipient: str = "alice@example.org") -> None:
    """By the outside sender, which finds the way as the DNS says."""
    send(lab, ADDRESSES.sender, SENDER_HOST, subject, ADDRESSES.client, recipient)


def send(lab: LabSession, server: str, host: str, subject: str, source: str, recipient: str) -> None:
    """Over STARTTLS with a checked certificate; raises what smtplib raises."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "probe@example.net", recipient, subject
    message.set_content("A rehearsal.")
    with smtplib.SMTP(timeout=10, source_address=(source, 0), local_hostname="client.example.net") as client:
        client._host = host  # type: ignore[attr-defined]  # the name to check, while the address is connected to
        client.connect(server, ADDRESSES.smtp_port)
        client._host = host  # type: ignore[attr-defined]
        client.starttls(context=ssl.create_default_context(cafile=str(lab.ca_file)))
        client.send_message(message)


def find(lab: LabSession, user: str, subject: str, patience: float = 10.0) -> Message | None:
    """Waits for a message by its subject, over IMAPS."""
    password = lab.imap_password_file.read_text()
    limit = time.monotonic() + patience
    context = ssl.create_default_context(cafile=str(lab.ca_file))
    context.check_hostname = False  # imaplib checks the name it connects to, and that is an address
    with imaplib.IMAP4_SSL(lab.addresses.imap, lab.addresses.imaps_port, ssl_context=context) as mailbox:
        mailbox.login(user, password)
        while time.monotonic() < limit:
            mailbox.select()
            found = mailbox.search(None, "SUBJECT", f'"{subject}"')[1][0].split()
            if found:
                parts = mailbox.fetch(found[0], "(BODY.PEEK[])")[1]
                assert isinstance(parts[0], tuple)
                return BytesParser().parsebytes(parts[0][1])
            time.sleep(0.1)
    return None
