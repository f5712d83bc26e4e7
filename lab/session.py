"""A running lab: what a rehearsal is written against.

    with LabSession.start(run_dir, old_ttl=12) as lab:
        lab.zone.publish_mx(12, ["5 mx-new.example.org.", "20 mx-old.example.org."])

Usable only inside the namespaces (`lab.namespace.enter`).
"""

import dataclasses
import re
import secrets
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from lab import hostview, namespace, packages, pki
from lab.addresses import ADDRESSES, AUTHORITIES, HOST_NAMES, INBOX, RESOLVERS
from lab.failure import LabFailure
from lab.jail import Jail
from lab.manners.catalogue import Transport
from lab.services import dnsdist, dovecot, knot, mail_roles, nsd, prometheus, unbound
from lab.services.knot import Zone
from lab.services.postfix import Postfix
from lab.services.postfix_config import Role
from lab.supervisor import Service, Supervisor
from lab.zone import ZoneParameters

_UNWRITABLE = re.compile(r"[\s,{}$#\"']")
_FLOOR = {"cache-min-ttl": "10"}


class LabSession:
    """All servers, up and answering. Leaving the `with` block ends them and takes the mounts away."""

    roles: ClassVar[tuple[Role, ...]] = mail_roles.PROXY_IN_FRONT
    zones: ClassVar[ZoneParameters] = ZoneParameters()
    """What the domain is at first, but for the TTL."""

    def __init__(self, run_dir: Path, jail: Jail, log: Callable[[str], None]) -> None:
        self.run_dir = run_dir
        self.log_dir = run_dir / "log"
        self.addresses = ADDRESSES
        self.resolvers: Mapping[str, str] = RESOLVERS
        self.mailbox_servers: Mapping[str, str] = {INBOX: ADDRESSES.imap}
        """Where mailboxes are, by the agent's id of the probes' one there."""
        self.transports: Mapping[str, Transport] = {}
        """How they are asked; over UDP where nothing is said."""
        self.authorities: Mapping[str, str] = AUTHORITIES
        self.imap_password_file = run_dir / "imap-password"
        self.zone = Zone(jail, log)
        self._jail = jail
        self._supervisor = Supervisor(jail, self.log_dir)
        self._postfix: dict[str, Any] = {}
        """All but one are Postfix; another make has less to switch."""
        self._mailbox_services: list[Service] = []
        self._agents: list[subprocess.Popen[bytes]] = []
        self._mounted: list[Path] = []
        self._certificates: pki.Certificates | None = None

    @classmethod
    def start(cls, run_dir: Path, old_ttl: int = 12, log: Callable[[str], None] = print) -> "LabSession":
        """Brings everything up; LabFailure says which server did not come and why."""
        if not namespace.is_inside():
            raise LabFailure("a lab session runs inside the lab's namespaces: start it by python3 -m lab")
        began = time.monotonic()
        lower = packages.require("lab")
        run_dir = run_dir.resolve()
        if _UNWRITABLE.search(str(run_dir)):
            raise LabFailure(f"{run_dir}: the servers' configurations cannot name a path with spaces or any of , {{ }} $ #")
        run_dir.mkdir(parents=True, exist_ok=True)
        if (run_dir / "log").exists():
            raise LabFailure(f"{run_dir}: a lab has run here already; give every lab a fresh directory")
        run_dir.chmod(0o755)  # the servers' users must get to their configuration
        (run_dir / "log").mkdir()
        session = cls(run_dir, Jail.mount(lower, run_dir, cls.zones.hosts), log)
        try:
            session._mounted = hostview.show_lab_names(run_dir / "host")
            session._bring_up(dataclasses.replace(cls.zones, old_ttl=old_ttl))
        except BaseException:
            session.stop()
            raise
        log(f"{len(session.start_seconds)} servers up in {time.monotonic() - began:.2f} s")
        return session

    def __enter__(self) -> "LabSession":
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the agents first, so that they do not report the end of the world."""
        for agent in self._agents:
            _end(agent)
        self._supervisor.stop()
        hostview.show_host_names(self._mounted)
        self._jail.unmount()

    @property
    def start_seconds(self) -> Mapping[str, float]:
        """Server → seconds from its start to its first right answer."""
        return self._supervisor.seconds

    @property
    def ca_file(self) -> Path:
        """The authority that signed every certificate of the lab."""
        assert self._certificates
        return self._certificates.ca

    def postfix(self, name: str) -> Postfix:
        """By the name of its role."""
        server: Postfix = self._postfix[name]
        return server

    def stop_mailboxes(self) -> None:
        """As if their machine were down: nobody can look into them, and nobody deliver to them."""
        self._supervisor.stop([service.name for service in self._mailbox_services])

    def start_mailboxes(self) -> None:
        """Up again, when they answer."""
        self._supervisor.start(self._mailbox_services)

    def set_full(self, mailbox: str, is_full: bool) -> None:
        """Whether the one server of the mailboxes refuses to file more in that one."""
        dovecot.set_full(self.run_dir / "dovecot", mailbox, is_full)

    def lint_metrics(self, page: str) -> str:
        """What promtool says against a page of metrics; empty when it is silent."""
        try:
            return self._jail.run(["/usr/bin/promtool", "check", "metrics"], page).strip()
        except LabFailure as complaint:
            return str(complaint)

    def run_tool(self, argv: list[str], typed: str = "") -> str:
        """Runs a tool of the servers' root in the lab's network, with `typed` on its standard input; what it printed on
        both outputs. A LabFailure carries its complaint."""
        return self._jail.run(argv, typed)

    def start_agent(self, argv: list[str], name: str) -> subprocess.Popen[bytes]:
        """Starts a program on the host's root in the lab's network; it is ended with the lab.

        Its standard output and error go to `log_dir/NAME.out` and `log_dir/NAME.err`.
        """
        with (self.log_dir / f"{name}.out").open("ab") as out, (self.log_dir / f"{name}.err").open("ab") as err:
            agent = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        self._agents.append(agent)
        return agent

    def _bring_up(self, parameters: ZoneParameters) -> None:
        """The primary first: a secondary that finds nobody backs off for seconds. Then all the rest at once."""
        run_dir, jail = self.run_dir, self._jail
        certificates = self._bring_up_primary(parameters)
        password = secrets.token_urlsafe(12)
        self.imap_password_file.touch(0o600)
        self.imap_password_file.write_text(password)
        self._postfix = {role.name: self._mail_server(role) for role in self.roles}
        self._prepare_mail()
        self._mailbox_services = self._mailboxes(certificates, password)
        self._supervisor.start(
            [
                nsd.service(jail, run_dir / "nsd"),
                *self._resolvers(),
                *self._mailbox_services,
                *(server.service for server in self._postfix.values()),
                prometheus.service(jail, run_dir / "prometheus"),
            ]
        )

    def _mail_server(self, role: Role) -> Any:
        directory, log_path = self.run_dir / "postfix" / role.name, self.log_dir / f"mail-{role.name}.log"
        return Postfix(role, self._jail, self._supervisor, directory, log_path)

    def _prepare_mail(self) -> None:
        """What the mail servers are to be told before they start."""

    def _mailboxes(self, certificates: pki.Certificates, password: str) -> list[Service]:
        return [dovecot.service(self._jail, self.run_dir / "dovecot", certificates, password)]

    def _bring_up_primary(self, parameters: ZoneParameters) -> pki.Certificates:
        """The primary authority, and the certificates for all that follows."""
        self._supervisor.start([knot.service(self._jail, self.run_dir / "knot", parameters)])
        self._certificates = pki.make(self._jail, self.run_dir / "pki")
        return self._certificates

    def _resolvers(self) -> list[Service]:
        plain = {"plain": ADDRESSES.plain, "sender-resolver": ADDRESSES.sender_resolver}
        plain |= {f"pool-{number}": member for number, member in enumerate(ADDRESSES.pool_members, start=1)}
        return [
            *(unbound.service(name, address, self.run_dir / name) for name, address in plain.items()),
            unbound.service("min-ttl", ADDRESSES.min_ttl, self.run_dir / "min-ttl", _FLOOR),
            dnsdist.pool("pool", ADDRESSES.pool, ADDRESSES.pool_members, self.run_dir / "pool"),
        ]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
