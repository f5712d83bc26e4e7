"""PowerDNS Recursor: it never answers TTL 0, and may lengthen old copies while no authority answers."""

from pathlib import Path

from lab import readiness
from lab.addresses import ADDRESSES, AUTHORITIES, OUTSIDE_DOMAIN
from lab.supervisor import Service


def service(name: str, address: str, directory: Path, settings: dict[str, str] | None = None) -> Service:
    """One resolver; `settings` are extra lines, e.g. `{"max-cache-ttl": "10"}`."""
    directory.mkdir()
    (directory / "root.hints").write_text(
        "".join(f". 3600 IN NS {server}.\n{server}. 3600 IN A {authority}\n" for server, authority in AUTHORITIES.items())
    )
    lines = {
        "local-address": address,
        "local-port": str(ADDRESSES.dns_port),
        "query-local-address": address,
        "allow-from": "127.0.0.0/8",
        "dont-query": "",  # it would not ask authorities in 127/8
        "serve-rfc1918": "no",  # nor for their reverse names
        "hint-file": str(directory / "root.hints"),
        "server-id": name,  # else its NSID is the name of the machine
        "security-poll-suffix": "",  # else it asks powerdns.com
        "dnssec": "off",
        "qname-minimization": "no",
        "socket-dir": str(directory),
        "threads": "1",
        "pdns-distributes-queries": "no",
        "write-pid": "no",
        "daemon": "no",
        "disable-syslog": "yes",
        "loglevel": "4",
        **(settings or {}),
    }
    (directory / "recursor.conf").write_text("".join(f"{key}={value}\n" for key, value in lines.items()))
    return Service(
        name,
        ["/usr/sbin/pdns_recursor", f"--config-dir={directory}"],
        readiness.answers_dns(address, OUTSIDE_DOMAIN),
    )
