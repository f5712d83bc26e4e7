"""`measure`: figures of the agent that need real servers: how fast it starts, what it weighs, how late it sees a change."""

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

from lab import agent_config
from lab.failure import LabFailure
from lab.rundir import run_directory
from lab.session import LabSession
from lab.story.plan import Plan
from lab.story.status_feed import get

_STARTS = 10
_READY_PATIENCE = 10.0
_POLL = 0.01


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which agent, and how long to look at it."""
    parser.add_argument("--agent", required=True, type=Path, metavar="PATH", help="the agent's executable")
    parser.add_argument("--changes", type=int, default=60, metavar="N", help="zone changes to be seen (60)")
    parser.add_argument("--idle", type=float, default=20.0, metavar="SECONDS", help="before memory is read (20)")


def main(args: argparse.Namespace) -> int:
    """Prints one JSON object; the units are in the names."""
    plan = Plan()
    with run_directory(False) as run_dir, LabSession.start(run_dir, old_ttl=plan.old_ttl, log=lambda _: None) as lab:
        command = [str(args.agent.resolve()), "run", "--config.file", str(agent_config.write(lab, plan))]
        starts = [_start_time(lab, command) for _ in range(_STARTS)]
        agent = lab.start_agent(command, "measured")
        _await_ready(agent, time.monotonic())
        time.sleep(args.idle)
        resident = _resident_mib(agent.pid)
        lags = _detection_lags(lab, args.changes)
        _stop(agent)
    figures = {
        "start_seconds_median": statistics.median(starts),
        "start_seconds_max": max(starts),
        "resident_mib": resident,
        "detection_interval_seconds": plan.interval,
        "detection_lag_seconds_median": statistics.median(lags),
        "detection_lag_seconds_p99": statistics.quantiles(lags, n=100)[98],
        "detection_changes": len(lags),
    }
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}, indent=2))
    return 0


def _start_time(lab: LabSession, command: list[str]) -> float:
    """From the fork to the first answer on /-/ready."""
    begun = time.monotonic()
    agent = lab.start_agent(command, "measured")
    seconds = _await_ready(agent, begun)
    _stop(agent)
    return seconds


def _await_ready(agent: subprocess.Popen[bytes], begun: float) -> float:
    while time.monotonic() - begun < _READY_PATIENCE:
        try:
            get(f"{agent_config.BASE_URL}/-/ready")
            return time.monotonic() - begun
        except OSError:
            if agent.poll() is not None:
                raise LabFailure(f"the agent ended with exit code {agent.returncode}; see log/measured.err") from None
            time.sleep(_POLL / 5)
    raise LabFailure(f"the agent was not ready after {_READY_PATIENCE:.0f} s")


def _stop(agent: subprocess.Popen[bytes]) -> None:
    agent.terminate()
    if agent.wait(timeout=5) != 0:
        raise LabFailure(f"the agent ended with exit code {agent.returncode} after SIGTERM")


def _resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LabFailure(f"/proc/{pid}/status has no VmRSS")


def _detection_lags(lab: LabSession, changes: int) -> list[float]:
    """From the commit at the primary to its serial in /metrics. The pause moves the change against the agent's polls."""
    lags = []
    for number in range(changes):
        committed = lab.zone.publish_mx(4 + number % 2, ["20 mx-old.example.org."])
        wanted = f'cutwatch_dns_soa_serial{{domain="example.org",nameserver="ns1.example.org."}} {lab.zone.serial()}'
        while wanted not in get(f"{agent_config.BASE_URL}/metrics")[1].decode("ascii"):
            if time.time() - committed > _READY_PATIENCE:
                raise LabFailure(f"the agent did not see change {number} within {_READY_PATIENCE:.0f} s")
            time.sleep(_POLL)
        lags.append(time.time() - committed)
        time.sleep(number % 10 / 10)
    return lags
