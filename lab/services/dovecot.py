"""The mailboxes: IMAP for whoever reads, LMTP for the mail servers that deliver."""

from pathlib import Path

from lab import accounts, readiness
from lab.addresses import ADDRESSES, IMAP_HOST, MAILBOXES
from lab.jail import Jail
from lab.pki import Certificates
from lab.supervisor import Service

_USERS = "users"
_FULL = "userdb_quota_rule=*:bytes=1"


def service(
    jail: Jail,
    directory: Path,
    certificates: Certificates,
    password: str,
    *,
    name: str = "dovecot",
    address: str = ADDRESSES.imap,
) -> Service:
    """Every mailbox has the same password; mail is kept in the jail's memory."""
    directory.mkdir()
    jail.directory(f"/run/{name}")
    jail.directory(f"/var/lib/{name}")
    jail.directory(f"/var/mail/{name}", accounts.VMAIL)
    owner = accounts.VMAIL.number
    (directory / _USERS).write_text(
        "".join(f"{box}:{{PLAIN}}{password}:{owner}:{owner}::/var/mail/{name}/{box}::\n" for box in MAILBOXES)
    )
    (directory / "dovecot.conf").write_text(_configuration(directory, certificates, name, address))
    return Service(
        name,
        ["/usr/sbin/dovecot", "-F", "-c", str(directory / "dovecot.conf")],
        readiness.greets(address, ADDRESSES.imap_port, b"* OK"),
        {"DOVECOT_HOSTNAME": IMAP_HOST},  # else Received lines name the machine
    )


def set_full(directory: Path, mailbox: str, is_full: bool) -> None:
    """Whether there is room in a mailbox. In force at once: the users are read anew when their file has changed."""
    users = directory / _USERS
    lines = [line.removesuffix(_FULL) for line in users.read_text().splitlines()]
    marked = [line + _FULL if is_full and line.startswith(f"{mailbox}:") else line for line in lines]
    users.write_text("".join(f"{line}\n" for line in marked))


def _configuration(directory: Path, certificates: Certificates, name: str, address: str) -> str:
    return f"""\
base_dir = /run/{name}
state_dir = /var/lib/{name}
log_path = /dev/stderr
protocols = imap lmtp
protocol lmtp {{
  mail_plugins = quota
}}
plugin {{
  quota = count:box
  quota_vsizes = yes
}}
# Mail to user+Junk goes to the user's folder of that name: that is how a mail server files what it takes for junk.
lmtp_save_to_detail_mailbox = yes
listen = {address}
ssl = yes
ssl_cert = <{certificates.certificate}
ssl_key = <{certificates.key}
ssl_dh =
disable_plaintext_auth = no
default_internal_user = {accounts.DOVECOT.name}
default_login_user = {accounts.DOVENULL.name}
first_valid_uid = {accounts.VMAIL.number}
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
namespace inbox {{
  inbox = yes
  mailbox Junk {{
    auto = subscribe
    special_use = \\Junk
  }}
}}
passdb {{
  driver = passwd-file
  args = {directory}/users
}}
userdb {{
  driver = passwd-file
  args = {directory}/users
}}
service imap-login {{
  inet_listener imap {{
    port = {ADDRESSES.imap_port}
  }}
  inet_listener imaps {{
    port = {ADDRESSES.imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {ADDRESSES.lmtp_port}
  }}
}}
service auth {{
  inet_listener {{
    port = {ADDRESSES.auth_port}
  }}
}}
"""
