"""The primary authority, and the only place where the lab's records change."""

import time
from collections.abc import Callable
from pathlib import Path

from lab import dns, readiness
from lab.addresses import ADDRESSES, DOMAIN
from lab.failure import LabFailure
from lab.jail import Jail
from lab.supervisor import Service
from lab.zone import ZONES, ZoneParameters, texts, zone_of

_SOCKET = "/run/knot/knot.sock"


def service(jail: Jail, directory: Path, parameters: ZoneParameters) -> Service:
    """Writes the zones and the configuration."""
    directory.mkdir()
    files = {zone: f"{zone.strip('.') or 'root'}.zone" for zone in ZONES}
    for zone, text in texts(parameters).items():
        (directory / files[zone]).write_text(text)
    jail.directory("/run/knot")
    jail.directory("/var/lib/knot")
    (directory / "knot.conf").write_text(_configuration(directory, files))
    return Service(
        "knot",
        ["/usr/sbin/knotd", "-c", str(directory / "knot.conf")],
        readiness.answers_dns(ADDRESSES.ns1, *ZONES),
    )


def _configuration(directory: Path, files: dict[str, str]) -> str:
    zones = "".join(f"  - domain: {zone}\n    file: {file}\n" for zone, file in files.items())
    return f"""\
server:
    rundir: /run/knot
    user: root:root
    listen: [ {ADDRESSES.ns1}@{ADDRESSES.dns_port} ]
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
control:
    listen: {_SOCKET}
log:
  - target: stderr
    any: info
database:
    storage: /var/lib/knot
remote:
  - id: secondary
    address: {ADDRESSES.ns2}@{ADDRESSES.dns_port}
    via: {ADDRESSES.ns1}
acl:
  - id: transfer
    address: {ADDRESSES.ns2}
    action: transfer
template:
  - id: default
    storage: {directory}
    zonefile-sync: -1     # the files stay as written: changes live in the journal
    notify: secondary
    acl: transfer
zone:
{zones}"""


class Zone:
    """Changes records the way an operator does: one transaction, then the secondary is notified."""

    def __init__(self, jail: Jail, log: Callable[[str], None]) -> None:
        self._jail = jail
        self._log = log

    def publish_mx(self, ttl: int, records: list[str]) -> float:
        """Replaces the domain's MX RRset, e.g. by `["5 mx-new.example.org.", "20 mx-old.example.org."]`."""
        return self.publish(DOMAIN, "MX", ttl, records)

    def publish(self, name: str, rrtype: str, ttl: int, records: list[str]) -> float:
        """Replaces one RRset (an empty list removes it) and returns the time of the commit, when the primary serves it.

        The secondary follows by NOTIFY and IXFR, a fraction of a second later.
        """
        zone, owner = f"{zone_of(name).rstrip('.')}.", f"{name.rstrip('.')}."
        self._knotc("zone-begin", zone)
        try:
            if dns.ask(ADDRESSES.ns1, owner, rrtype).records:
                self._knotc("zone-unset", zone, owner, rrtype)
            for record in records:
                self._knotc("zone-set", zone, owner, str(ttl), rrtype, record)
            self._knotc("zone-commit", zone)
        except LabFailure:
            self._knotc("zone-abort", zone)  # an open transaction would refuse the next one
            raise
        committed = time.time()
        self._check(owner, rrtype, ttl, records)
        self._log(f"published {owner} {ttl} {rrtype} {', '.join(records) or '(none)'}")
        return committed

    def serial(self, zone: str = DOMAIN) -> int:
        """The SOA serial that the primary serves."""
        return serial_at(ADDRESSES.ns1, zone)

    def negative_ttl(self, zone: str) -> int:
        """How long resolvers may keep it that there is nothing."""
        (soa,) = dns.ask(ADDRESSES.ns1, zone, "SOA").records
        return min(soa.ttl, int(soa.data.split()[6]))

    def _check(self, owner: str, rrtype: str, ttl: int, records: list[str]) -> None:
        answer = dns.ask(ADDRESSES.ns1, owner, rrtype)
        served = answer.data()
        if len(served) != len(records) or any(record.ttl != ttl for record in answer.records):
            raise LabFailure(f"knot serves {owner} {rrtype} {answer.records} after {ttl} {records} was committed")
        if rrtype in ("MX", "A", "AAAA", "PTR", "NS") and served != sorted(records):
            raise LabFailure(f"knot serves {owner} {rrtype} {served}, expected {sorted(records)}: write absolute names")

    def _knotc(self, *words: str) -> None:
        self._jail.run(["/usr/sbin/knotc", "-s", _SOCKET, *words])


def serial_at(server: str, zone: str = DOMAIN) -> int:
    """The SOA serial that a name server serves."""
    return int(dns.ask(server, zone, "SOA").records[0].data.split()[2])
