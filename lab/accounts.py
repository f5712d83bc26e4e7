"""The users of the server root. Maintainer scripts never ran there, so nobody but us has made any."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """A user with a group of the same name and number."""

    name: str
    number: int


ROOT = Account("root", 0)
POSTFIX = Account("postfix", 101)
POSTDROP = Account("postdrop", 102)
DOVECOT = Account("dovecot", 103)
DOVENULL = Account("dovenull", 104)
VMAIL = Account("vmail", 105)
NOBODY = Account("nobody", 106)
POSTGREY = Account("postgrey", 107)
EXIM = Account("Debian-exim", 108)

ACCOUNTS = (ROOT, POSTFIX, POSTDROP, DOVECOT, DOVENULL, VMAIL, NOBODY, POSTGREY, EXIM)

HIGHEST_NUMBER = max(account.number for account in ACCOUNTS)
"""An unprivileged user's subordinate range must reach this far."""


def passwd_text() -> str:
    """/etc/passwd: nobody can log in, homes do not exist."""
    return "".join(f"{a.name}:x:{a.number}:{a.number}::/nonexistent:/usr/sbin/nologin\n" for a in ACCOUNTS)


def group_text() -> str:
    """/etc/group: one group per account."""
    return "".join(f"{a.name}:x:{a.number}:\n" for a in ACCOUNTS)
