"""main.cf and master.cf of a mail server of the lab."""

from dataclasses import dataclass
from pathlib import Path

from lab.addresses import ADDRESSES

GREYLISTED = "greylisted"
"""An action of a table: the client is put off until the greylisting server knows it. No table may name that itself."""

OTHER = "elsewhere"
"""The transport that sends from another address than the server's own."""


@dataclass(frozen=True)
class Role:
    """One mail server. Only the outside sender asks the DNS: the others know their next hop by address."""

    name: str
    address: str
    host: str
    settings: dict[str, str]
    clients: tuple[str, ...] = ()
    """Who may relay through it, beside itself."""
    tables: tuple[str, ...] = ()
    """Files of "key value" lines beside main.cf that change while it runs, empty at first."""
    services: tuple[str, ...] = ()
    """Further lines of master.cf."""
    address6: str = ""
    """Where it is beside that, if it speaks IPv6 at all."""

    @property
    def queue(self) -> str:
        """Its queue directory, as it sees it."""
        return f"/var/spool/postfix-{self.name}"

    @property
    def data(self) -> str:
        """Its data directory, as it sees it."""
        return f"/var/lib/postfix-{self.name}"


def main_cf(role: Role, directory: Path, log_path: Path) -> str:
    """Timers are a rehearsal's: what takes a real server minutes takes seconds here."""
    certificates = directory.parent.parent / "pki"
    settings = {
        "compatibility_level": "3.6",
        "queue_directory": role.queue,
        "data_directory": role.data,
        "command_directory": "/usr/sbin",
        "daemon_directory": "/usr/lib/postfix/sbin",
        "meta_directory": "/etc/postfix",
        "mail_owner": "postfix",
        "setgid_group": "postdrop",
        "multi_instance_name": f"postfix-{role.name}",
        "syslog_name": f"postfix-{role.name}",
        "maillog_file": str(log_path),
        "maillog_file_prefixes": str(log_path.parent),
        # 127/8 works without being listed by getifaddrs: naming the address here would be fatal, master.cf binds it.
        "inet_interfaces": "loopback-only",
        "inet_protocols": "all" if role.address6 else "ipv4",
        "myhostname": role.host,
        "mydestination": "",
        "local_recipient_maps": "",
        "alias_maps": "",
        "alias_database": "",
        # The default is derived from the interfaces: all of 127/8, and a lock-down would test nothing.
        "mynetworks": " ".join([*(f"{address}/32" for address in (role.address, *role.clients)), *_own_network6(role)]),
        "smtp_bind_address": role.address,
        "smtp_bind_address6": role.address6,
        "lmtp_bind_address": role.address,
        "smtpd_client_restrictions": f"check_client_access cidr:{directory}/lockdown.cidr",
        "smtpd_relay_restrictions": "permit_mynetworks, reject_unauth_destination",
        "smtpd_recipient_restrictions": f"check_recipient_access regexp:{directory}/recipients.regexp, "
        "reject_unlisted_recipient, "
        f"check_client_access cidr:{directory}/faults.cidr",
        "smtpd_restriction_classes": GREYLISTED,
        GREYLISTED: f"check_policy_service inet:{ADDRESSES.postgrey}:{ADDRESSES.policy_port}",
        "smtpd_reject_unlisted_recipient": "no",  # it is said above; else one that is to be taken is refused all the same
        "smtp_header_checks": f"regexp:{directory}/headers.regexp",
        "smtpd_tls_cert_file": str(certificates / "lab.pem"),
        "smtpd_tls_key_file": str(certificates / "lab.key"),
        "smtpd_tls_security_level": "may",
        "smtpd_tls_received_header": "yes",
        "smtp_tls_security_level": "may",
        "smtp_tls_CAfile": str(certificates / "ca.pem"),
        "minimal_backoff_time": "5s",
        "maximal_backoff_time": "10s",
        "queue_run_delay": "5s",
        "transport_retry_time": "5s",
        "smtp_connect_timeout": "5s",
        "smtp_connection_cache_on_demand": "no",  # a cached connection hides a changed MX
        "default_destination_concurrency_failed_cohort_limit": "100",
        "smtpd_client_connection_count_limit": "0",
        "smtpd_client_connection_rate_limit": "0",
        "max_idle": "5s",
        **role.settings,
    }
    return "".join(f"{key} = {value}\n" for key, value in settings.items())


def master_cf(role: Role) -> str:
    """All daemons share the lab's root: there is nothing to protect from them in it."""
    further = "".join(f"{line}\n" for line in role.services)
    return f"""\
{role.address}:{ADDRESSES.smtp_port} inet n - n - - smtpd
{_listener6(role)}pickup     unix       n - n 60    1   pickup
cleanup    unix       n - n -     0   cleanup
qmgr       unix       n - n 300   1   qmgr
tlsmgr     unix       - - n 1000? 1   tlsmgr
rewrite    unix       - - n -     -   trivial-rewrite
bounce     unix       - - n -     0   bounce
defer      unix       - - n -     0   bounce
trace      unix       - - n -     0   bounce
verify     unix       - - n -     1   verify
flush      unix       n - n 1000? 0   flush
proxymap   unix       - - n -     -   proxymap
smtp       unix       - - n -     -   smtp
{OTHER}  unix       - - n -     -   smtp -o smtp_bind_address={ADDRESSES.other_source}
relay      unix       - - n -     -   smtp
lmtp       unix       - - n -     -   lmtp
virtual    unix       - n n -     -   virtual
showq      unix       n - n -     -   showq
error      unix       - - n -     -   error
retry      unix       - - n -     -   error
discard    unix       - - n -     -   discard
anvil      unix       - - n -     1   anvil
scache     unix       - - n -     1   scache
postlog    unix-dgram n - n -     1   postlogd
{further}"""


def _own_network6(role: Role) -> list[str]:
    return [f"[{role.address6}]/128"] if role.address6 else []


def _listener6(role: Role) -> str:
    return f"[{role.address6}]:{ADDRESSES.smtp_port} inet n - n - - smtpd\n" if role.address6 else ""
