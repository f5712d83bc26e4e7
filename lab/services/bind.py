"""BIND's named as a resolver. It listens on assigned addresses only: its own must have been added to `lo`."""

from pathlib import Path

from lab import readiness
from lab.addresses import ADDRESSES, AUTHORITIES, OUTSIDE_DOMAIN
from lab.supervisor import Service


def service(name: str, address: str, directory: Path) -> Service:
    """One resolver that recurses from the lab's root."""
    directory.mkdir()
    (directory / "root.hints").write_text(
        "".join(f". 3600 NS {server}.\n{server}. 3600 A {authority}\n" for server, authority in AUTHORITIES.items())
    )
    (directory / "named.conf").write_text(
        f"""\
options {{
  directory "{directory}";
  pid-file none;
  lock-file none;
  session-keyfile "{directory}/session.key";
  listen-on port {ADDRESSES.dns_port} {{ {address}; }};
  listen-on-v6 {{ none; }};
  query-source address {address};
  allow-query {{ 127.0.0.0/8; }};
  allow-recursion {{ 127.0.0.0/8; }};
  dnssec-validation no;
  empty-zones-enable no;    // 127.in-addr.arpa is one of them
  qname-minimization off;
}};
controls {{ }};
zone "." {{ type hint; file "{directory}/root.hints"; }};
"""
    )
    return Service(
        name,
        ["/usr/sbin/named", "-f", "-4", "-n", "1", "-c", str(directory / "named.conf")],
        readiness.answers_dns(address, OUTSIDE_DOMAIN),
    )
