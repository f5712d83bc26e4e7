"""The zone that both sides ask for: 1000 names with three MX, an A and a TXT each, served on thirty addresses."""

from pathlib import Path

NAMES = 1000
RESOLVERS = 30
NETWORK = "127.0.53"
PORT = 15353

_CONFIG = """\
server:
  port: {port}
  server-count: 1
  zonesdir: "{home}"
  database: ""
  logfile: "{home}/nsd.log"
  pidfile: "{home}/nsd.pid"
  xfrdfile: "{home}/xfrd.state"
  zonelistfile: "{home}/zone.list"
  username: ""
  rrl-ratelimit: 0
  receive-buffer-size: 8388608
  send-buffer-size: 8388608
{addresses}
remote-control:
  control-enable: no
zone:
  name: bench.test
  zonefile: bench.zone
"""


def names() -> list[str]:
    """The names asked for."""
    return [f"d{i}.bench.test" for i in range(NAMES)]


def write(home: Path) -> None:
    """Zone, nsd's configuration, the names for dns_sweep and the queries for dnsperf, into `home`."""
    zone = ["$ORIGIN bench.test.", "$TTL 300", "@ SOA ns h 1 3600 600 86400 60", "@ NS ns", f"ns A {NETWORK}.1"]
    for i, name in enumerate(names()):
        zone += [
            f"{name}. MX 5 proxy{i % 100}.filter.example.net.",
            f"{name}. MX 10 mx1.mail{i % 100}.example.org.",
            f"{name}. MX 20 mx2.old-mail{i % 100}.example.com.",
            f"{name}. A 192.0.2.{i % 250 + 1}",
            f'{name}. TXT "v=spf1 ip4:192.0.2.{i % 250 + 1} include:_spf.example.net -all"',
        ]
    addresses = "\n".join(f"  ip-address: {NETWORK}.{i + 1}" for i in range(RESOLVERS))
    (home / "bench.zone").write_text("\n".join(zone) + "\n")
    (home / "nsd.conf").write_text(_CONFIG.format(port=PORT, home=home, addresses=addresses))
    (home / "names").write_text("\n".join(names()) + "\n")
    (home / "names34").write_text("\n".join(names()[:34]) + "\n")
    queries = (f"{name} {rrtype}" for name in names() for rrtype in ("MX", "A", "TXT"))
    (home / "queries").write_text("\n".join(queries) + "\n")
