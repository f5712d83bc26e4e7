"""One Postfix instance: its directories, its start, and the faults a rehearsal gives it.

Several run side by side, each with its own configuration, queue and data directory. `master` is started directly with
the queue made beforehand: postfix-script would take 0.3 s per instance for checks that a fresh queue cannot fail.
"""

import os
import re
import signal
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from lab import accounts, readiness
from lab.addresses import ADDRESSES
from lab.failure import LabFailure
from lab.jail import Jail
from lab.services.postfix_config import Role, main_cf, master_cf
from lab.supervisor import Service, Supervisor

_EVERYBODY = "0.0.0.0/0"
_RELOAD_LIMIT = 5.0
_STOP_LIMIT = 3.0
_POLL = 0.02
_PRIVATE_QUEUES = "active bounce corrupt defer deferred flush hold incoming private saved trace".split()


class Postfix:
    """A mail server of the lab, by its role: `old`, `proxy` or `sender`."""

    make = "postfix"
    """How its log is read."""

    def __init__(self, role: Role, jail: Jail, supervisor: Supervisor, directory: Path, log_path: Path) -> None:
        self.name = role.name
        self.log_path = log_path
        self.queue_dir = jail.path(role.queue)
        """The queue as seen by programs outside the server root, such as the agent."""
        self._address = role.address
        self._directory = directory
        self._jail = jail
        self._supervisor = supervisor
        self.service = Service(
            f"postfix-{role.name}",
            ["/usr/lib/postfix/sbin/master", "-c", str(directory), "-s"],
            readiness.greets(role.address, ADDRESSES.smtp_port, b"220"),
            {"MAIL_CONFIG": str(directory)},
        )
        _make_queue(jail, role)
        directory.mkdir(parents=True)
        log_path.touch()
        self._write("faults.cidr", "")
        self._write("lockdown.cidr", "")
        self._write("recipients.regexp", "")
        self._write("headers.regexp", "")
        for name in role.tables:
            self._write(name, "")
        self._write("master.cf", master_cf(role))
        self._write("main.cf", main_cf(role, directory, log_path))

    def set_fault(self, action: str | None, source: str = _EVERYBODY) -> None:
        """What happens to a recipient that would be accepted: `"HOLD test"`, `"DISCARD"`, `"REJECT text"`,
        `"450 4.3.0 text"`, `"sleep 4"`; None repairs. Returns when it is in force."""
        self._write("faults.cidr", f"{source} {action}\n" if action else "")
        self._reload()

    def set_recipient(self, address: str, action: str | None) -> None:
        """What happens to one recipient, e.g. `"550 5.1.1 User unknown"`, or `"OK"` for one that is not there; None
        repairs. Such a code is only a recipient's: where the client is refused Postfix makes another of it."""
        self._write("recipients.regexp", f"/^{re.escape(address)}$/ {action}\n" if action else "")
        self._reload()

    def set_lockdown(self, action: str | None, allowed: tuple[str, ...] = (ADDRESSES.proxy,)) -> None:
        """Refuses every client but the allowed, e.g. with `"450 4.7.1 use the MX"`; None opens the server again."""
        allow = "".join(f"{address}/32 DUNNO\n" for address in allowed)
        self._write("lockdown.cidr", f"{allow}{_EVERYBODY} {action}\n" if action else "")
        self._reload()

    def set_header_checks(self, rules: list[str]) -> None:
        """Rewrites headers on the way out, e.g. `"/^From:.*/ REPLACE From: Filter <x@example.net>"`; [] stops it."""
        self._write("headers.regexp", "".join(f"{rule}\n" for rule in rules))
        self._reload()

    def set_tables(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        """What the role's tables say from now on, all at once. Returns when it is in force."""
        for name, entries in tables.items():
            self._write(name, "".join(f"{key} {value}\n" for key, value in entries.items()))
        self._reload()

    def flush(self) -> None:
        """Tries at once to hand on all that waits in its queue."""
        self._jail.run(["/usr/sbin/postqueue", "-c", str(self._directory), "-f"])

    def stop(self) -> None:
        """As if the machine were down: connections are refused. The queue stays."""
        self._supervisor.stop([self.service.name])
        # A daemon of the group that is still going down has the listening socket from its master.
        limit = time.monotonic() + _STOP_LIMIT
        while self._listens():
            if time.monotonic() > limit:
                raise LabFailure(f"{self.service.name} still answers {_STOP_LIMIT:.0f} s after it was stopped")
            time.sleep(_POLL)

    def start(self) -> None:
        """Up again, when it answers."""
        self._supervisor.start([self.service])

    def _listens(self) -> bool:
        try:
            socket.create_connection((self._address, ADDRESSES.smtp_port), 1).close()
        except ConnectionRefusedError:
            return False
        except OSError:
            return True  # a full backlog lets a connection time out
        return True

    def _write(self, name: str, text: str) -> None:
        """Backdated: Postfix re-reads a main.cf younger than 2 s over and over, 0.3 s each time."""
        path = self._directory / name
        path.write_text(text)
        a_minute_ago = time.time() - 60
        os.utime(path, (a_minute_ago, a_minute_ago))

    def _reload(self) -> None:
        """A running smtpd never re-reads a table: the master has to replace it."""
        if not self._supervisor.is_running(self.service.name):
            return  # it reads the tables when it starts
        size = self.log_path.stat().st_size
        self._supervisor.signal(self.service.name, signal.SIGHUP)
        limit = time.monotonic() + _RELOAD_LIMIT
        while time.monotonic() < limit:
            with self.log_path.open("rb") as log:
                log.seek(size)
                if b"reload --" in log.read():
                    time.sleep(0.1)  # daemons see the new generation and end, as soon as they are idle
                    return
            time.sleep(0.01)
        raise LabFailure(f"{self.service.name} did not reload within {_RELOAD_LIMIT:.0f} s; see {self.log_path}")


def _make_queue(jail: Jail, role: Role) -> None:
    """The directories with the owners and modes that `postfix check` would give them."""
    jail.directory(role.queue)
    jail.directory(role.data, accounts.POSTFIX, 0o700)
    for name in _PRIVATE_QUEUES:
        made = jail.directory(f"{role.queue}/{name}", accounts.POSTFIX, 0o700)
        os.chown(made, accounts.POSTFIX.number, 0)
    jail.directory(f"{role.queue}/pid")
    for name, mode in (("maildrop", 0o730), ("public", 0o710)):
        made = jail.directory(f"{role.queue}/{name}", mode=mode)
        os.chown(made, accounts.POSTFIX.number, accounts.POSTDROP.number)
        made.chmod(mode)
