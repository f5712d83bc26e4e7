"""Exim as the proxy: another make of mail server, with other replies, Received lines, bounces and log."""

import os
import shutil
from pathlib import Path

from lab import accounts
from lab.addresses import ADDRESSES, DOMAIN, OUTSIDE_DOMAIN, mailboxes_of
from lab.jail import Jail
from lab.pki import Certificates
from lab.readiness import greets
from lab.services.postfix_config import Role
from lab.supervisor import Service, Supervisor

_CONFIGURATION = "/etc/exim4/exim4.conf"
"""The one that is compiled in: of any other it would give up its privileges."""

_SPOOL = "/var/spool/exim4"


class Exim:
    """Hands mail for the domain on to the old server, and bounces to the outside sender."""

    make = "exim"

    def __init__(
        self, role: Role, jail: Jail, supervisor: Supervisor, log_dir: Path, certificates: Certificates
    ) -> None:
        self.name = role.name
        self._supervisor = supervisor
        logs = log_dir / f"exim-{role.name}"
        self.log_path = logs / "main.log"
        logs.mkdir()
        jail.directory(_SPOOL, accounts.EXIM)
        keys = jail.directory("/etc/exim4/keys", accounts.EXIM, 0o700)
        for file in (certificates.certificate, certificates.key):
            os.chown(shutil.copy(file, keys), accounts.EXIM.number, accounts.EXIM.number)
        jail.path(_CONFIGURATION).write_text(_configuration(role, logs, certificates))
        os.chown(logs, accounts.EXIM.number, accounts.EXIM.number)
        self.service = Service(
            f"exim-{role.name}",
            ["/usr/sbin/exim4", "-bdf", "-q5s"],
            greets(role.address, ADDRESSES.smtp_port, b"220"),
        )

    def stop(self) -> None:
        """As if the machine were down: connections are refused. The queue stays."""
        self._supervisor.stop([self.service.name])

    def start(self) -> None:
        """Up again, when it answers."""
        self._supervisor.start([self.service])


def _configuration(role: Role, logs: Path, certificates: Certificates) -> str:
    return f"""\
primary_hostname = {role.host}
local_interfaces = {role.address}
daemon_smtp_ports = {ADDRESSES.smtp_port}
disable_ipv6 = true
spool_directory = {_SPOOL}
pid_file_path = {_SPOOL}/exim.pid
log_file_path = {logs}/%s.log
log_timezone = false
keep_environment =
rfc1413_query_timeout = 0s
tls_advertise_hosts = *
tls_certificate = /etc/exim4/keys/{certificates.certificate.name}
tls_privatekey = /etc/exim4/keys/{certificates.key.name}
acl_smtp_rcpt = check_recipient

begin acl
check_recipient:
  deny    domains = ! {DOMAIN}
          message = 5.7.1 relay not permitted
  accept  recipients = {" : ".join(mailboxes_of(DOMAIN))}
  deny    message = 5.1.1 unknown recipient

begin routers
onward:
  driver = manualroute
  transport = onward
  route_list = {DOMAIN} {ADDRESSES.old} ; {OUTSIDE_DOMAIN} {ADDRESSES.sender}
  self = send

begin transports
onward:
  driver = smtp
  interface = {role.address}
  allow_localhost = true
  hosts_try_fastopen =

begin retry
* * F,2h,5s
"""
