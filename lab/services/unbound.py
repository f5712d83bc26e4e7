"""Resolvers that recurse from the lab's own root."""

from collections.abc import Sequence
from pathlib import Path

from lab import readiness
from lab.addresses import ADDRESSES, AUTHORITIES, OUTSIDE_DOMAIN
from lab.supervisor import Service


def service(
    name: str,
    address: str,
    directory: Path,
    settings: dict[str, str] | None = None,
    listens: Sequence[str] = (),
) -> Service:
    """One resolver; `settings` are extra lines of its server section, e.g. `{"cache-min-ttl": "10"}`.

    It asks from `address`, and is asked there too unless `listens` says where else, IPv6 included.
    Its readiness asks for the outside domain's SOA, so that nothing of the watched domain is in the cache at the start.
    """
    directory.mkdir()
    (directory / "root.hints").write_text(
        "".join(f". 3600 NS {server}.\n{server}. 3600 A {authority}\n" for server, authority in AUTHORITIES.items())
    )
    interfaces = "".join(f"  interface: {at}@{ADDRESSES.dns_port}\n" for at in listens or (address,))
    extra = "".join(f"  {key}: {value}\n" for key, value in (settings or {}).items())
    (directory / "unbound.conf").write_text(
        f"""\
server:
{interfaces}  outgoing-interface: {address}    # else its queries come from 127.0.0.1
  access-control: 127.0.0.0/8 allow
  do-ip6: {"yes" if any(":" in at for at in listens) else "no"}
  do-not-query-localhost: no
  local-zone: "127.in-addr.arpa." nodefault    # built in as NXDOMAIN
  root-hints: "{directory / 'root.hints'}"
  module-config: "iterator"
  qname-minimisation: no
  num-threads: 1
  msg-cache-size: 1m
  rrset-cache-size: 1m
  username: ""
  chroot: ""
  directory: "{directory}"
  pidfile: ""
  use-syslog: no
  logfile: ""
{extra}remote-control:
  control-enable: no
"""
    )
    return Service(
        name,
        ["/usr/sbin/unbound", "-d", "-c", str(directory / "unbound.conf")],
        readiness.answers_dns(listens[0] if listens else address, OUTSIDE_DOMAIN),
    )
