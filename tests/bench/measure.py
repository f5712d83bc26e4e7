"""Runs programs pinned to a processor and says what they cost."""

import os
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SERVER_CPU = 0
CLIENT_CPU = 1


@dataclass(frozen=True)
class Run:
    """One run of one program: seconds of wall and processor time, what it printed."""

    wall: float
    cpu: float
    output: str

    def number(self, pattern: str) -> float:
        """The number that a pattern's one group finds in the output."""
        found = re.search(pattern, self.output)
        if not found:
            raise SystemExit(f"bench: no {pattern!r} in the output:\n{self.output}")
        return float(found.group(1))


def pinned(cpu: int) -> Callable[[], None]:
    """For `preexec_fn`: the child runs on this processor only, where there is a choice."""
    return lambda: os.sched_setaffinity(0, {cpu} & os.sched_getaffinity(0) or os.sched_getaffinity(0))


def run(command: list[str]) -> Run:
    """Runs a client to its end."""
    start = time.monotonic()
    # pylint: disable-next=consider-using-with
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=pinned(CLIENT_CPU)
    )
    assert child.stdout
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"bench: {' '.join(command)} ended with {child.returncode}:\n{output}")
    return Run(time.monotonic() - start, usage.ru_utime + usage.ru_stime, output)


def median(values: Iterable[float]) -> float:
    """The middle one: one slow run must not decide."""
    return statistics.median(values)


def spread(values: Iterable[float]) -> str:
    """Median and extremes, for people."""
    known = list(values)
    return f"{median(known):.2f} ({min(known):.2f}–{max(known):.2f})"
