"""Everything that watches the lab, started and stopped together."""

import threading
import time
from types import TracebackType

from lab.addresses import ADDRESSES
from lab.session import LabSession
from lab.story.plan import Plan, Record
from lab.truth.dns_sampler import DnsSampler, Server
from lab.truth.events import Published, Started
from lab.truth.log import TruthLog
from lab.truth.log_follower import LogFollower
from lab.truth.mailbox_reader import MailboxReader
from lab.truth.outside_mail import OutsideMail
from lab.zone import zone_of

OUTSIDE_RECIPIENT = "alice@example.org"
WATCHED_MAILBOXES = ("probe@example.org", OUTSIDE_RECIPIENT)

_STOP_LIMIT = 6.0
"""Longer than any single wait of an observer."""


class Observer:
    """Writes the truth log while the `with` block runs."""

    def __init__(self, lab: LabSession, plan: Plan) -> None:
        self.log = TruthLog(lab.run_dir / "truth.jsonl")
        self._stop_event = threading.Event()
        self._lab, self._plan = lab, plan
        self._threads = [*self._dns(), *self._mail()]

    def __enter__(self) -> "Observer":
        self._note_the_beginning()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Each observer looks once more and ends; then the log is complete."""
        self._stop_event.set()
        for thread in self._threads:
            thread.join(_STOP_LIMIT)
        self.log.close()

    def publish(self, record: Record, stage: int, ttl: int) -> Published:
        """Changes the zone, and writes down what and when."""
        records = record.stages[stage]
        at = self._lab.zone.publish(record.name, record.rrtype, ttl, list(records))
        zone = zone_of(record.name)
        kept_for = ttl if records else self._lab.zone.negative_ttl(zone)
        published = Published(at, record.name, record.rrtype, kept_for, records, self._lab.zone.serial(zone))
        self.log.append(published)
        return published

    def note_start(self) -> None:
        """The agent is being started now."""
        self.log.append(Started(time.time()))

    def _note_the_beginning(self) -> None:
        """What was published before anybody looked: the zone that the lab started with."""
        now = time.time()
        for record in self._plan.records:
            serial = self._lab.zone.serial(zone_of(record.name))
            self.log.append(Published(now, record.name, record.rrtype, self._plan.old_ttl, record.stages[0], serial))

    def _dns(self) -> list[threading.Thread]:
        servers = [Server(name, address) for name, address in self._lab.authorities.items()]
        for name, address in self._lab.resolvers.items():
            servers.append(Server(name, address, len(ADDRESSES.pool_members) if name == "pool" else 1))
        return [self._sampler(server) for server in servers]

    def _sampler(self, server: Server) -> DnsSampler:
        return DnsSampler(server, self._questions(), ADDRESSES.client, self.log, self._stop_event)

    def _questions(self) -> list[tuple[str, str]]:
        return [(record.name, record.rrtype) for record in self._plan.records]

    def _mail(self) -> list[threading.Thread]:
        password = self._lab.imap_password_file.read_text().strip()
        servers = [self._lab.postfix(role.name) for role in self._lab.roles]
        logs = [LogFollower(each.name, each.make, each.log_path, self.log, self._stop_event) for each in servers]
        readers = [
            MailboxReader(address, user, password, self.log, self._stop_event, where)
            for where, address in self._lab.mailbox_servers.items()
            for user in WATCHED_MAILBOXES
        ]
        outside = OutsideMail(ADDRESSES.sender, ADDRESSES.client, OUTSIDE_RECIPIENT, self.log, self._stop_event)
        return [*logs, *readers, outside]
