"""A mailbox that has grown for years: a hundred thousand messages lie in it before anybody is looked for."""

import imaplib
import os
import time

from lab import accounts
from lab.addresses import ADDRESSES
from lab.session import LabSession

_DIFFERENT = 1000
"""So many files have a content, and a time, of their own; the others are further names of these."""

_YEARS = 3
_PATIENCE = 300.0
"""For the server to give each message its number, which it does once."""

_LINES = 20
_LINE = "The quick brown fox jumps over the lazy dog, as it has done many times before."


class LargeMailboxSession(LabSession):
    """The mailboxes are files: filled without a mail server, as somebody who moves them does."""

    def fill(self, mailbox: str, messages: int) -> None:
        """Puts so many messages into the inbox, and lets the server count them."""
        home = f"/var/mail/dovecot/{mailbox}"
        self._jail.directory(home, accounts.VMAIL, 0o700)
        self._jail.directory(f"{home}/Maildir", accounts.VMAIL, 0o700)
        for name in ("cur", "new", "tmp"):
            self._jail.directory(f"{home}/Maildir/{name}", accounts.VMAIL, 0o700)
        folder = self._jail.path(f"{home}/Maildir/cur")
        now = time.time()
        for number in range(min(_DIFFERENT, messages)):
            at = now - (number + 1) * _YEARS * 365 * 86_400 / _DIFFERENT
            text = _message(number, at, mailbox)
            names = [f"{int(at)}.M{one}P1.lab,S={len(text)},W={len(text)}:2,S" for one in range(number, messages, _DIFFERENT)]
            first = folder / names[0]
            first.write_bytes(text)
            os.chown(first, accounts.VMAIL.number, accounts.VMAIL.number)
            os.utime(first, (at, at))
            for name in names[1:]:
                os.link(first, folder / name)

    def count(self, mailbox: str) -> int:
        """How many messages the server has in the inbox."""
        password = self.imap_password_file.read_text().strip()
        with imaplib.IMAP4(ADDRESSES.imap, timeout=_PATIENCE) as imap:
            imap.login(mailbox, password)
            return int(imap.select("INBOX", readonly=True)[1][0] or 0)


def _message(number: int, at: float, recipient: str) -> bytes:
    when = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(at))
    fields = (
        f"Return-Path: <correspondent-{number}@example.net>",
        f"Received: from mail.example.net (mail.example.net [127.0.25.99]) by mx-old.example.org; {when}",
        f"From: Correspondent {number} <correspondent-{number}@example.net>",
        f"To: <{recipient}>",
        f"Subject: letter {number}",
        f"Date: {when}",
        f"Message-ID: <letter-{number}@example.net>",
    )
    return "\r\n".join((*fields, "", *[_LINE] * _LINES, "")).encode("ascii")
