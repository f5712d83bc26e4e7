"""Running labs of the other two kinds of cutover, in which the mail server moves to another address or to another machine,
of a proxy of another make, and of one that speaks IPv6."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from lab import loopback, pki
from lab.addresses import ADDRESSES, DOMAIN, MOVING_HOST, MOVING_HOST_NAMES, OLD_INBOX, mailboxes_of
from lab.jail import Jail
from lab.services import dovecot, mail_roles
from lab.services.exim import Exim
from lab.services.postfix_config import Role
from lab.session import LabSession
from lab.supervisor import Service
from lab.zone import ZoneParameters


class AddressSession(LabSession):
    """One server under one name, at two addresses, with the same mailboxes behind both."""

    roles: ClassVar[tuple[Role, ...]] = mail_roles.ANOTHER_ADDRESS
    zones: ClassVar[ZoneParameters] = ZoneParameters(mx=f"10 {MOVING_HOST}.", hosts=MOVING_HOST_NAMES)


class ServerSession(LabSession):
    """Two servers with mailboxes of their own. The old one gives the new one a copy of every message."""

    roles: ClassVar[tuple[Role, ...]] = mail_roles.ANOTHER_SERVER

    def __init__(self, run_dir: Path, jail: Jail, log: Callable[[str], None]) -> None:
        super().__init__(run_dir, jail, log)
        self.mailbox_servers = {**self.mailbox_servers, OLD_INBOX: ADDRESSES.old_imap}

    def relay_from_old(self) -> None:
        """The old server hands all mail on to the new one, and copies none."""
        way = {DOMAIN: mail_roles.next_hop(ADDRESSES.proxy)}
        self.postfix("old").set_tables({mail_roles.COPIES: {}, mail_roles.ROUTES: way})

    def _prepare_mail(self) -> None:
        copies = {mailbox: mail_roles.copy_of(mailbox) for mailbox in mailboxes_of(DOMAIN)}
        self.postfix("old").set_tables({mail_roles.COPIES: copies})

    def _mailboxes(self, certificates: pki.Certificates, password: str) -> list[Service]:
        old = dovecot.service(
            self._jail, self.run_dir / "dovecot-old", certificates, password, name="dovecot-old", address=ADDRESSES.old_imap
        )
        return [old, *super()._mailboxes(certificates, password)]


class EximSession(LabSession):
    """The proxy is of another make than the servers around it."""

    def _mail_server(self, role: Role) -> Any:
        if role.name != "proxy":
            return super()._mail_server(role)
        assert self._certificates
        return Exim(role, self._jail, self._supervisor, self.log_dir, self._certificates)


class BothFamiliesSession(LabSession):
    """Proxy and old server have an IPv6 address each, and so has the agent. Mailboxes and the DNS are asked over IPv4."""

    roles: ClassVar[tuple[Role, ...]] = mail_roles.PROXY_BY_IPV6

    def _bring_up(self, parameters: ZoneParameters) -> None:
        for address in (ADDRESSES.proxy6, ADDRESSES.old6, ADDRESSES.agent6):
            loopback.add(address)
        super()._bring_up(parameters)
