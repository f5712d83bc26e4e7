"""How many lines of a mail server's log the agent reads in a second of processor time, judged and counted by client
and network, beside what mawk and grep take for less in the same run; and whether its memory stays the same over a
gigabyte of log: called by script/bench.

Exits 1 when a goal is missed.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from goals import Goals
from measure import median, run, spread

GIGABYTE = 1_000_000_000

# What people write: messages by client and attempts by status and relay, nothing put together by queue id.
COUNT_BY_CLIENT = """
/ client=/ { split($0, part, " client="); clients[part[2]]++; next }
/ status=/ {
  match($0, / status=[a-z]+/); status = substr($0, RSTART + 8, RLENGTH - 8)
  match($0, / relay=[^,]*/); relays[status, substr($0, RSTART + 7, RLENGTH - 7)]++
}
END { for (client in clients) sum += clients[client]; print sum }
"""


class LogBench:
    """A log on disk, and what reads it. Each figure is of runs one after the other, taken in turns."""

    def __init__(self, program: Path, log: Path, runs: int) -> None:
        self.program = program
        self.log = log
        self.runs = runs
        self.goals = Goals()

    def write(self) -> None:
        """A made-up log of a gigabyte."""
        run([str(self.program), "write", str(self.log), str(GIGABYTE)])

    def figures(self) -> None:
        """Lines per second of processor time, the file's reading included, and memory."""
        own, awk, grep = [], [], []
        for _ in range(self.runs):
            own.append(json.loads(run([str(self.program), "follow", str(self.log)]).output))
            awk.append(run(["mawk", COUNT_BY_CLIENT, str(self.log)]).cpu)
            grep.append(run(["grep", "-c", " status=", str(self.log)]).cpu)
        lines = own[0]["lines"]
        rate = median([each["lines_per_second"] for each in own])
        self.goals.judge("a line of Postfix's log, µs of processor time", 1e6 / rate, 1.0, f"{rate:,.0f} lines/s")
        grown = max(each["grown_kib"] for each in own) / 1024
        most = max(each["peak_kib"] for each in own) / 1024
        over = own[0]["bytes"] / 1e9
        self.goals.judge("memory grown, MiB", grown, 1.0, f"over {over:.1f} GB, {most:.1f} MiB at most")
        beside_mawk = median([each["seconds"] / other for each, other in zip(own, awk)])
        self.goals.judge("the same, in times that mawk takes", beside_mawk, 3.4)
        for name, taken in (("mawk, by client and by status and relay", awk), ("grep -c, one word", grep)):
            ratios = [each["seconds"] / other for each, other in zip(own, taken)]
            pace = lines / median(taken)
            print(f"       {name}: {pace:,.0f} lines/s; cutwatch takes {spread(ratios)} times as long")


def main() -> int:
    """As the module says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log-lines", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    os.environ["LC_ALL"] = "C"
    with tempfile.TemporaryDirectory(prefix="cutwatch-bench-") as home:
        bench = LogBench(arguments.log_lines, Path(home) / "mail.log", arguments.runs)
        bench.write()
        bench.figures()
    return 1 if bench.goals.missed else 0


if __name__ == "__main__":
    sys.exit(main())
