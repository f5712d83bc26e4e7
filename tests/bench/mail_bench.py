"""The agent's way of sending against smtp-source of Postfix, each message on a connection of its own, in one run on one
machine: called by script/bench; enters a network namespace of its own.

Prints ratios; exits 1 when a goal is missed.
"""

import argparse
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goals import Goals
from lab import namespace, packages
from measure import SERVER_CPU, Run, median, pinned, run, spread

SINK = "127.0.25.5"
PORT = 2525
SIZE = 1000
"""Octets of a message; a probe's has as many, or some more."""

_BACKLOG = "100"


def postfix_tool(name: str) -> list[str]:
    """The words that run a tool of Postfix out of the lab's root; its own libraries lie apart."""
    root = packages.require("lab")
    loader, option, path, program = packages.host_command(root, f"usr/sbin/{name}")
    return [loader, option, f"{path}:{root / 'usr' / 'lib' / 'postfix'}", program]


@contextmanager
def sink() -> Iterator[None]:
    """smtp-sink, which takes everything and keeps nothing, on processor 0 until the block ends."""
    command = [*postfix_tool("smtp-sink"), "-u", "nobody", "-4", f"inet:{SINK}:{PORT}", _BACKLOG]
    with subprocess.Popen(command, preexec_fn=pinned(SERVER_CPU)) as server:
        try:
            _wait_for_greeting()
            yield
        finally:
            server.terminate()


def _wait_for_greeting() -> None:
    for _ in range(100):
        try:
            with socket.create_connection((SINK, PORT), timeout=1) as client:
                if client.recv(512).startswith(b"220 "):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit("bench: smtp-sink does not greet")


class Bench:
    """Both clients, one connection at a time."""

    def __init__(self, mail_send: Path, messages: int) -> None:
        self._mail_send = mail_send
        self._messages = str(messages)
        self._smtp_source = postfix_tool("smtp-source")

    def ours(self) -> Run:
        """Through SmtpClient and libcurl."""
        words = ["--server", f"{SINK}:{PORT}", "--messages", self._messages, "--size", str(SIZE)]
        return run([str(self._mail_send), *words])

    def theirs(self) -> Run:
        """Without -d, which would keep the connection."""
        envelope = ["-M", "agent.example.net", "-f", "probe@example.net", "-t", "probe@example.org"]
        words = ["-4", "-s", "1", "-m", self._messages, "-l", str(SIZE), *envelope]
        return run([*self._smtp_source, *words, f"inet:{SINK}:{PORT}"])


def compare(bench: Bench, runs: int, messages: int, goals: Goals) -> None:
    """Alternately, so that a slow minute hurts both."""
    theirs, ours = [], []
    for i in range(runs + 1):
        pair = bench.theirs(), bench.ours()
        if i > 0:  # the first warms up
            theirs.append(pair[0])
            ours.append(pair[1])
    for label, done in (("smtp-source -s 1", theirs), ("mail_send", ours)):
        per_message = 1e6 / messages
        print(
            f"       {label:20} wall µs/message {spread(r.wall * per_message for r in done)}  "
            f"CPU µs/message {spread(r.cpu * per_message for r in done)}"
        )
    walls = [mine.wall / other.wall for mine, other in zip(ours, theirs, strict=True)]
    cpus = [mine.cpu / other.cpu for mine, other in zip(ours, theirs, strict=True)]
    goals.judge("one message, fresh connection: wall against smtp-source", median(walls), 2, spread(walls))
    goals.judge("one message, fresh connection: CPU against smtp-source", median(cpus), 2, spread(cpus))


def main() -> int:
    """Exit 0: all goals met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mail-send", type=Path, required=True, help="the mail_send program")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--messages", type=int, default=1000, help="in each run")
    options = parser.parse_args()
    if not namespace.is_inside():
        packages.ensure("lab")
        return namespace.enter_command([sys.executable, *sys.argv])
    goals = Goals()
    with sink():
        compare(Bench(options.mail_send, options.messages), options.runs, options.messages, goals)
    return 1 if goals.missed else 0


if __name__ == "__main__":
    sys.exit(main())
