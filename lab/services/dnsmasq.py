"""dnsmasq, the cache of small networks: it forwards, and keeps what it was given."""

from pathlib import Path

from lab import readiness
from lab.addresses import ADDRESSES, OUTSIDE_DOMAIN
from lab.supervisor import Service


def service(name: str, address: str, upstream: str, directory: Path) -> Service:
    """One forwarder. By itself it does not cache MX records at all: `cache-rr` makes it."""
    directory.mkdir()
    (directory / "dnsmasq.conf").write_text(
        f"""\
keep-in-foreground
port={ADDRESSES.dns_port}
listen-address={address}
bind-interfaces
no-resolv
no-hosts
server={upstream}#{ADDRESSES.dns_port}@{address}
cache-size=1000
cache-rr=MX
pid-file=
user=root
log-facility=-
"""
    )
    return Service(
        name,
        ["/usr/sbin/dnsmasq", f"--conf-file={directory / 'dnsmasq.conf'}"],
        readiness.answers_dns(address, OUTSIDE_DOMAIN),
    )
