"""Labs in which mail takes forms that rehearsals do not need: signed, filed in a maildir, told by reports alone, mirrored,
handed in by users."""

import dataclasses
from pathlib import Path
from typing import ClassVar

from lab import accounts
from lab.addresses import ADDRESSES, DOMAIN, OUTSIDE_DOMAIN, mailboxes_of
from lab.moves import ServerSession
from lab.services import mail_roles, opendkim
from lab.services.postfix_config import Role
from lab.session import LabSession
from lab.zone import ZoneParameters

FILED = f"files@{DOMAIN}"
"""Whose mail the old server files itself, in a maildir."""

_MAILDIRS = "maildirs"
_FILTER, _MUTE, _ALIASES = "filter", "mute", "aliases"
_KEY_TTL = 60


_KNOWN = ", ".join([*(f"{mailbox}=x" for mailbox in mailboxes_of(DOMAIN)), f"{FILED}={FILED}/"])


def _of_postfix(role: Role) -> Role:
    """The old server files one user's mail itself, and may hide from a client that it reports; the proxy may filter."""
    if role.name == "old":
        return dataclasses.replace(
            role,
            settings={
                **role.settings,
                "virtual_mailbox_maps": f"inline:{{ {_KNOWN} }}",
                "virtual_mailbox_base": f"$config_directory/{_MAILDIRS}",
                "virtual_uid_maps": f"static:{accounts.VMAIL.number}",
                "virtual_gid_maps": f"static:{accounts.VMAIL.number}",
                "transport_maps": f"inline:{{ {FILED}=virtual: }}, {role.settings['transport_maps']}",
                # Else a mailbox behind LMTP is somebody of whom it only knows that he took the message.
                "lmtp_assume_final": "yes",
                "smtpd_discard_ehlo_keyword_address_maps": f"cidr:$config_directory/{_MUTE}",
            },
            tables=(*role.tables, _MUTE),
        )
    if role.name == "proxy":
        return dataclasses.replace(
            role,
            settings={
                **role.settings,
                "relay_recipient_maps": f"inline:{{ {_KNOWN} }}",
                "body_checks": f"regexp:$config_directory/{_FILTER}",
            },
            tables=(*role.tables, _FILTER),
        )
    return role


class FormsSession(LabSession):
    """A proxy in front of the old server. The outside domain's key is published."""

    roles: ClassVar[tuple[Role, ...]] = tuple(_of_postfix(role) for role in mail_roles.PROXY_IN_FRONT)
    key: opendkim.Key

    @property
    def maildir(self) -> Path:
        """Where the mail of `FILED` lies."""
        return self._maildirs / FILED

    def set_filter(self, rules: dict[str, str]) -> None:
        """What the proxy does with a line of a message's text: pattern → action."""
        self.postfix("proxy").set_tables({_FILTER: rules})

    def set_silent_about_reports(self, is_silent: bool) -> None:
        """Whether the old server tells the proxy that it cannot report deliveries."""
        self.postfix("old").set_tables({_MUTE: {f"{ADDRESSES.proxy}/32": "dsn"} if is_silent else {}})

    def verdict_on_signature(self, message: bytes) -> str:
        """What OpenDKIM says of it, the key asked of the DNS."""
        return opendkim.verdict(self._jail, self.run_dir / "dkim", message)

    @property
    def _maildirs(self) -> Path:
        return self.run_dir / "postfix" / "old" / _MAILDIRS

    def _prepare_mail(self) -> None:
        self._jail.directory(str(self._maildirs), accounts.VMAIL, 0o700)
        self.key = opendkim.make_key(self._jail, self.run_dir / "dkim", OUTSIDE_DOMAIN, "probe")
        self.zone.publish(self.key.name, "TXT", _KEY_TTL, [self.key.record])


def _with_submission(role: Role, passwords: str, milter: str) -> Role:
    """Users of it hand their mail in, known by their passwords."""
    options = {
        "smtpd_tls_security_level": "encrypt",
        "smtpd_sasl_auth_enable": "yes",
        "smtpd_sasl_type": "dovecot",
        "smtpd_sasl_path": f"inet:{passwords}:{ADDRESSES.auth_port}",
        "smtpd_relay_restrictions": "permit_sasl_authenticated,reject",
        "smtpd_recipient_restrictions": "permit_sasl_authenticated,reject",
        "smtpd_milters": milter,
    }
    words = " ".join(f"-o {name}={value}" for name, value in options.items())
    line = f"{role.address}:{ADDRESSES.submission_port} inet n - n - - smtpd {words}"
    return dataclasses.replace(role, services=(line,))


def _of_two_servers(role: Role) -> Role:
    """Users hand mail in at both; the old one signs it, the new one does not yet. The outside verifies it."""
    if role.name == "old":
        role = dataclasses.replace(
            role,
            settings={**role.settings, "virtual_alias_maps": f"texthash:$config_directory/{_ALIASES}"},
            tables=(*role.tables, _ALIASES),
        )
        return _with_submission(role, ADDRESSES.old_imap, opendkim.MILTER)
    if role.name == "new":
        return _with_submission(role, ADDRESSES.imap, "")
    return dataclasses.replace(role, settings={**role.settings, "smtpd_milters": opendkim.MILTER})


class TwoServersSession(ServerSession):
    """Two servers with mailboxes of their own, where users hand mail in."""

    roles: ClassVar[tuple[Role, ...]] = tuple(_of_two_servers(role) for role in mail_roles.ANOTHER_SERVER)

    def mirror(self, copy_to: str | None = None, alias_to: str | None = None) -> None:
        """Whom the old server gives the probes' mail too: as a copy, of which a Postfix wants to hear nothing more, or by an
        alias, of which the sender hears. None for nobody."""
        copies = {f"probe@{DOMAIN}": copy_to} if copy_to else {}
        aliases = {f"probe@{DOMAIN}": f"probe@{DOMAIN},{alias_to}"} if alias_to else {}
        self.postfix("old").set_tables({mail_roles.COPIES: copies, _ALIASES: aliases})

    def _bring_up(self, parameters: ZoneParameters) -> None:
        super()._bring_up(parameters)
        key = opendkim.make_key(self._jail, self.run_dir / "dkim", DOMAIN, "server")
        self.zone.publish(key.name, "TXT", _KEY_TTL, [key.record])
        self._supervisor.start([opendkim.service(self.run_dir / "dkim", key)])
