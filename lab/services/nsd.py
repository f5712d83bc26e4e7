"""The secondary authority: another make of server, fed by NOTIFY and zone transfer, so it lags as real ones do."""

from pathlib import Path

from lab import readiness
from lab.addresses import ADDRESSES
from lab.jail import Jail
from lab.supervisor import Service
from lab.zone import ZONES


def service(jail: Jail, directory: Path) -> Service:
    """It starts empty and fetches every zone: start it after the primary is up."""
    directory.mkdir()
    jail.directory("/var/lib/nsd")
    jail.directory("/run/nsd")
    zones = "".join(
        f'zone:\n  name: "{zone}"\n'
        f"  request-xfr: {ADDRESSES.ns1} NOKEY\n"
        f"  allow-notify: {ADDRESSES.ns1} NOKEY\n"
        f"  outgoing-interface: {ADDRESSES.ns2}\n"
        for zone in ZONES
    )
    (directory / "nsd.conf").write_text(
        f"""\
server:
  server-count: 1
  ip-address: {ADDRESSES.ns2}@{ADDRESSES.dns_port}
  username: ""
  chroot: ""
  database: ""
  zonesdir: "/var/lib/nsd"
  pidfile: ""
  xfrdfile: "/var/lib/nsd/xfrd.state"
  xfrdir: "/var/lib/nsd"
  zonelistfile: "/var/lib/nsd/zone.list"
  xfrd-reload-timeout: 0
  refuse-any: no
  verbosity: 1
remote-control:
  control-enable: no
{zones}"""
    )
    return Service(
        "nsd",
        ["/usr/sbin/nsd", "-d", "-c", str(directory / "nsd.conf")],
        readiness.answers_dns(ADDRESSES.ns2, *ZONES),
    )
