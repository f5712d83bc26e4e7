"""How many lines of a mail server's log the agent reads in a second of processor time, put together and counted by
client; and whether its memory stays the same over a gigabyte of log: called by script/bench.

Exits 1 when a goal is missed.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from goals import Goals
from measure import median

GIGABYTE = 1_000_000_000


def figures(program: Path, seconds: float) -> dict:
    """What one run printed."""
    run = subprocess.run([program, str(seconds)], check=True, capture_output=True, text=True)
    return json.loads(run.stdout)


def main() -> int:
    """As the module says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log-lines", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    goals = Goals()
    runs = [figures(arguments.log_lines, 2) for _ in range(arguments.runs)]
    rate = median([run["lines_per_second"] for run in runs])
    goals.judge("a line of Postfix's log, µs of processor time", 1e6 / rate, 1.0, f"{rate:,.0f} lines/s")
    speed = median([run["bytes"] / run["seconds"] for run in runs])
    large = figures(arguments.log_lines, 1.2 * GIGABYTE / speed)
    goals.judge("memory grown, MiB", large["grown_kib"] / 1024, 1.0, f"over {large['bytes'] / 1e9:.1f} GB")
    return 1 if goals.missed else 0


if __name__ == "__main__":
    sys.exit(main())
