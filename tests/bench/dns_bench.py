"""The DNS engine against dnsperf, in one run on one machine: called by script/bench; enters a network namespace of its own.

Prints ratios, since absolute figures of a small machine move by a factor of two; exits 1 when a goal is missed.
"""

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from collections.abc import Iterator
from pathlib import Path

import zone
from goals import Goals
from lab import namespace, packages
from measure import SERVER_CPU, Run, median, pinned, run, spread

QUERIES = zone.NAMES * zone.RESOLVERS * 3
SILENT = f"{zone.NETWORK}.{zone.RESOLVERS + 1}"


@contextmanager
def server(home: Path) -> Iterator[None]:
    """nsd with the zone, on processor 0, until the block ends."""
    zone.write(home)
    command = packages.host_command(packages.require("bench"), "usr/sbin/nsd") + ["-d", "-c", str(home / "nsd.conf")]
    with subprocess.Popen(command, preexec_fn=pinned(SERVER_CPU)) as nsd:
        try:
            _wait_for_answer(home)
            yield
        finally:
            nsd.terminate()


def _wait_for_answer(home: Path) -> None:
    query = bytes.fromhex("0001 0000 0001 0000 0000 0000") + b"\x05bench\x04test\0" + bytes.fromhex("0006 0001")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(0.1)
        for _ in range(100):
            client.sendto(query, (f"{zone.NETWORK}.1", zone.PORT))
            try:
                client.recv(512)
                return
            except OSError:
                time.sleep(0.05)
    raise SystemExit(f"bench: nsd does not answer; its log:\n{(home / 'nsd.log').read_text()}")


class Bench:
    """The clients, and the questions put to them."""

    def __init__(self, sweep: Path, home: Path, runs: int) -> None:
        self._sweep = sweep
        self._home = home
        self._runs = runs
        self._dnsperf = packages.host_command(packages.require("bench"), "usr/bin/dnsperf")
        self.goals = Goals()

    def sweep(self, *options: str, names: str = "names", last: int = zone.RESOLVERS) -> Run:
        """dns_sweep over the zone."""
        fixed = ["--names", str(self._home / names), "--port", str(zone.PORT)]
        return run([str(self._sweep), *fixed, "--resolvers", f"{zone.NETWORK}.1-{last}", *options])

    def dnsperf(self) -> Run:
        """dnsperf with the same 90,000 queries."""
        options = ["-s", f"{zone.NETWORK}.1", "-p", str(zone.PORT), "-d", str(self._home / "queries")]
        return run([*self._dnsperf, *options, "-n", str(zone.RESOLVERS), "-c", "16", "-T", "1", "-q", "500"])

    def against_dnsperf(self) -> None:
        """Alternately, so that a slow minute hurts both."""
        theirs, ours = [], []
        for i in range(self._runs + 1):
            pair = self.dnsperf(), self.sweep("--window", "500")
            _check_nothing_lost(*pair)
            if i > 0:  # the first warms up
                theirs.append(pair[0])
                ours.append(pair[1])
        walls = [mine.wall / other.wall for mine, other in zip(ours, theirs, strict=True)]
        cpus = [mine.cpu / other.cpu for mine, other in zip(ours, theirs, strict=True)]
        per_query = 1e6 / QUERIES
        for label, runs in (("dnsperf -c16 -q500", theirs), ("dns_sweep", ours)):
            print(
                f"       {label:20} wall s {spread(r.wall for r in runs)}  "
                f"CPU µs/query {spread(r.cpu * per_query for r in runs)}"
            )
        self.goals.judge("sweep of 90,000: wall against dnsperf", median(walls), 1.25, spread(walls))
        self.goals.judge("sweep of 90,000: CPU against dnsperf", median(cpus), 1.25, spread(cpus))

    def silent_resolver(self) -> None:
        """A thirty-first resolver that never answers: a bound socket that nobody reads, so no ICMP gives it away."""
        ratios, wholes = [], []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
            mute.bind((SILENT, zone.PORT))
            for i in range(self._runs + 1):
                alive = self.sweep("--window", "500")
                with_silent = self.sweep(
                    "--window", "500", "--watch-first", str(zone.RESOLVERS), last=zone.RESOLVERS + 1
                )
                if i > 0:
                    ratios.append(with_silent.number(r"first_wall=([\d.]+)") / alive.number(r"\bwall=([\d.]+)"))
                    wholes.append(with_silent.number(r"\bwall=([\d.]+)"))
        self.goals.judge("one silent resolver of 31: the others' time", median(ratios), 1.3, spread(ratios))
        print(f"       whole sweep with it: {spread(wholes)} s; the last line: {with_silent.output.splitlines()[0]}")

    def paced(self, seconds: int) -> None:
        """The agent's real load."""
        at_pace = self.sweep("--rate", "1500", "--seconds", str(seconds))
        _check_nothing_lost(at_pace)
        self.goals.judge("1500 queries/s: share of a core", at_pace.number(r"cpu_share=([\d.]+)"), 0.10)
        self.goals.judge("1500 queries/s: launch lateness p99 in ms", at_pace.number(r"late_p99_ms=([\d.]+)"), 20)
        targets = self.sweep("--rate", "204", "--seconds", str(seconds), names="names34")
        _check_nothing_lost(targets)
        self.goals.judge("1020 targets at 204 queries/s: peak RSS in MiB", targets.number(r"peak=(\d+)") / 1024, 26)


def _check_nothing_lost(*runs: Run) -> None:
    """A lost reply waits out its timeout and makes a figure that means nothing."""
    for one in runs:
        lost = one.number(r"Queries lost:\s+(\d+)" if "Queries lost" in one.output else r"\blost=(\d+)")
        retransmitted = 0 if "Queries lost" in one.output else one.number(r"retransmitted=(\d+)")
        if lost or retransmitted:
            raise SystemExit(f"bench: replies were lost, the figures mean nothing:\n{one.output}")


def main() -> int:
    """Exit 0: all goals met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweep", type=Path, required=True, help="the dns_sweep program")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10, help="of each paced run")
    options = parser.parse_args()
    if not namespace.is_inside():
        packages.ensure("bench")
        return namespace.enter_command([sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory(prefix="cutwatch-bench-") as home, server(Path(home)):
        bench = Bench(options.sweep, Path(home), options.runs)
        bench.against_dnsperf()
        bench.silent_resolver()
        bench.paced(options.seconds)
    return 1 if bench.goals.missed else 0


if __name__ == "__main__":
    sys.exit(main())
