"""A fresh agent finds its first message among a hundred thousand others, soon and without growing."""

import os
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import ClassVar

from lab import agent_config
from lab.story.plan import MX, Plan
from lab.tests.inside.agent import Agent, executable, wait_until
from lab.tests.inside.large_mailbox import LargeMailboxSession
from lab.tests.inside.mail_said import ARRIVED, Told, said

MESSAGES = int(os.environ.get("CUTWATCH_MAILBOX") or 100_000)
PLAN = Plan(records=(MX,), interval=10, mail_interval=3, late_after=30, lost_after=120)

_LONGEST_LOOK, _MOST_RESIDENT = 5.0, 64.0
"""Seconds, and MiB."""

_INBOX = "probe@example.org"
_FOUND_WITHIN = 120.0
_LOOKS = 8
"""The first one searches; those that follow ask only for what has come since."""

_POLL = 0.05
_LOOK = f'cutwatch_probe_duration_seconds{{domain="{PLAN.domain}",probe="mailbox"}}'
_LAST_LOOK = f'cutwatch_probe_last_run_timestamp_seconds{{domain="{PLAN.domain}",probe="mailbox"}}'


class LargeMailbox(unittest.TestCase):
    """One agent, from its first look on."""

    looks: ClassVar[dict[float, float]]
    """When each look ended → how long it took."""

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        lab = cls.enterClassContext(LargeMailboxSession.start(run_dir, PLAN.old_ttl, lambda _: None))
        begun = time.monotonic()
        lab.fill(_INBOX, MESSAGES)
        filled = time.monotonic()
        cls.lying = lab.count(_INBOX)
        tell(f"{cls.lying} messages; {filled - begun:.1f} s to write them, {time.monotonic() - filled:.1f} s to number them")
        cls.looks = {}
        agent = Agent(lab, agent_config.write(lab, PLAN), patience=30.0)
        cls.agent = agent
        cls.was_found = wait_until(cls.all_found, _FOUND_WITHIN, _POLL)
        cls.messages = cls.told()
        wait_until(lambda: cls.note_look() >= _LOOKS, _FOUND_WITHIN, _POLL)
        cls.resident = {name: memory(agent.process.pid, name) for name in ("VmRSS", "VmHWM")}
        cls.exit_code, _ = agent.end()
        cls.log = agent.log()
        tell(f"looks {[f'{seconds:.3f}' for seconds in cls.looks.values()]} s; resident {cls.resident} MiB")

    @classmethod
    def told(cls) -> list[Told]:
        """All messages by now, the first one first."""
        messages = said(cls.agent.document(), PLAN.domain).messages.values()
        return sorted(messages, key=lambda message: message.recorded_at)

    @classmethod
    def all_found(cls) -> bool:
        """Whether the first message of each path has arrived."""
        cls.note_look()
        first = {message.path: message for message in reversed(cls.told())}
        return set(first) == set(PLAN.paths) and all(message.result for message in first.values())

    @classmethod
    def note_look(cls) -> int:
        """How many looks were seen by now, each by when it ended."""
        metrics = cls.agent.metrics()
        if _LAST_LOOK in metrics:
            cls.looks[metrics[_LAST_LOOK]] = metrics[_LOOK]
        return len(cls.looks)

    def test_all_messages_lie_in_the_folder(self) -> None:
        self.assertEqual(self.lying, MESSAGES)

    def test_the_first_message_by_each_path_is_found(self) -> None:
        self.assertTrue(self.was_found, self.log)
        first = {message.path: message for message in reversed(self.messages)}
        for path, message in first.items():
            with self.subTest(path=path):
                self.assertIn(message.result, ARRIVED, message)
                self.assertEqual((message.folder, message.proof), ("INBOX", "proven"), message)
        self.assertEqual(self.exit_code, 0, self.log)

    def test_no_look_takes_long(self) -> None:
        self.skip_where_sanitized()
        self.assertGreaterEqual(len(self.looks), _LOOKS)
        self.assertLessEqual(max(self.looks.values()), _LONGEST_LOOK)

    def test_the_agent_stays_small(self) -> None:
        self.skip_where_sanitized()
        self.assertLessEqual(self.resident["VmHWM"], _MOST_RESIDENT)

    def skip_where_sanitized(self) -> None:
        """Told beforehand by the figures, which are printed all the same."""
        if is_sanitized():
            self.skipTest("an agent with sanitizers is slower and larger than the one that is promised: only found is asked")


def is_sanitized() -> bool:
    """Whether the agent was built with AddressSanitizer."""
    return b"__asan_init" in executable().read_bytes()


def memory(pid: int, name: str) -> float:
    """A figure of /proc/PID/status, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def tell(text: str) -> None:
    """At once: whoever waits wants to see it."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    unittest.main()
