"""Kills the agent in the middle of its mail, again and again: the ledger must neither forget nor double a message."""

import dataclasses
import os
import random
import tempfile
import time
import unittest
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lab import agent_config
from lab.judge.status import Message
from lab.session import LabSession
from lab.story.plan import Plan
from lab.tests.inside.agent import END_LIMIT, Agent, wait_until
from lab.tests.inside.delivered import Delivered

_PLAN = Plan(mail_interval=1, late_after=3, lost_after=8)
_KILLS = 8
"""At any moment of the agent's life."""

_AIMED_KILLS = 8
"""While a message is on its way to its server: a small part of any life, and the one where mail is doubled or lost."""

_LIFE = (0.3, 1.5)
_AIM_LIMIT = 1.5
_DIALOGUE = 0.15
_SETTLE_LIMIT = 15.0
_MAIL_LIMIT = 5.0
_POLL = 0.02
_HERE = ("delivered", "late")


class Restart(unittest.TestCase):
    """One story, told once; every test looks at another side of it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.seed = int(os.environ.get("CUTWATCH_SEED", "0")) or random.randrange(1, 1 << 32)
        cls.told: dict[str, Message] = {}
        cls.forgotten: dict[str, float] = {}
        cls.altered: list[str] = []
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        lab = cls.enterClassContext(LabSession.start(run_dir, log=lambda _: None))
        config = agent_config.write(lab, _PLAN)
        with Delivered(lab) as delivered:
            agent = cls.live_and_die(lab, config)
            cls.last_start = agent.started
            cls.has_settled = wait_until(lambda: cls.look(agent) and not cls.pending(), _SETTLE_LIMIT)
            cls.last_look = cls.looked_at
            cls.exit_code, cls.end_seconds = agent.end()
            cls.mail_has_settled = wait_until(delivered.is_settled, _MAIL_LIMIT)
            cls.log = agent.log()
        cls.arrived = delivered.arrived()
        cls.passed_on = delivered.passed_on("old")

    @classmethod
    def live_and_die(cls, lab: LabSession, config: Path) -> Agent:
        """The moments are random, so that in time every step of the dialogue is met; the seed tells them again."""
        chance = random.Random(cls.seed)
        for number in range(_KILLS + _AIMED_KILLS):
            agent = Agent(lab, config)
            end = time.monotonic() + chance.uniform(*_LIFE)
            while cls.look(agent) and time.monotonic() < end:
                time.sleep(min(_POLL, max(0.0, end - time.monotonic())))
            if number % 2:
                wait_until(lambda: cls.look(agent) and cls.is_sending(agent), _AIM_LIMIT)
                time.sleep(chance.uniform(0, _DIALOGUE))
            agent.kill()
        return Agent(lab, config)

    @classmethod
    def is_sending(cls, agent: Agent) -> bool:
        """Whether a message of this life is with no server yet, as far as is told."""
        mine = [message for message in cls.told.values() if message.recorded_at > agent.started]
        return any(message.result is None and message.accepted_at is None for message in mine)

    @classmethod
    def look(cls, agent: Agent) -> bool:
        """Every status must still tell of all that any status before it told, and of a result nothing else."""
        status = agent.status(_PLAN.domain)
        now = {message.message_id: message for message in status.messages}
        cls.forgotten = {name: status.at for name in cls.told if name not in now} | cls.forgotten
        for name, message in now.items():
            before = cls.told.get(name)
            if before and before.result not in (None, message.result):
                cls.altered.append(f"{name}: {before.result}, then {message.result}")
        cls.told |= now
        cls.looked_at = status.at
        return True

    @classmethod
    def pending(cls) -> list[str]:
        """Messages from before the last start that have no result yet."""
        return [m.message_id for m in cls.told.values() if m.recorded_at < cls.last_start and m.result is None]

    def test_the_kills_met_an_agent_at_work(self) -> None:
        before = [message for message in self.told.values() if message.recorded_at < self.last_start]
        self.assertGreaterEqual(len(before), _KILLS + _AIMED_KILLS, self.context())
        self.assertIn("delivered", {message.result for message in before}, self.context())

    def test_no_message_is_delivered_twice(self) -> None:
        copies = Counter(message.message_id for message in self.arrived)
        self.assertEqual([name for name, count in copies.items() if count > 1], [], self.context())
        self.assertEqual([name for name, count in self.passed_on.items() if count > 1], [], self.context())

    def test_no_message_that_was_told_of_is_forgotten(self) -> None:
        self.assertEqual(self.forgotten, {}, self.context())

    def test_no_result_changes_once_it_is_told(self) -> None:
        self.assertEqual(self.altered, [], self.context())

    def test_every_message_from_before_the_last_restart_gets_a_result(self) -> None:
        self.assertTrue(self.has_settled, f"in flight: {self.pending()}{self.context()}")

    def test_the_agent_knows_every_message_in_the_mailbox(self) -> None:
        here = {message.message_id for message in self.arrived if message.at < self.last_look}
        self.assertEqual(here - set(self.told), set(), self.context())

    def test_what_is_in_the_mailbox_is_told_delivered_or_late(self) -> None:
        allowed = {True: _HERE, False: (None, *_HERE)}
        wrong = [
            dataclasses.asdict(message)
            for message in self.of_mailbox()
            if message.result not in allowed[message.recorded_at < self.last_start]
        ]
        self.assertEqual(wrong, [], self.context())

    def test_what_is_told_delivered_is_in_the_mailbox(self) -> None:
        self.assertTrue(self.mail_has_settled, self.context())
        here = {message.message_id for message in self.arrived}
        claimed = {name for name, message in self.told.items() if message.result in _HERE}
        self.assertEqual(claimed - here, set(), self.context())

    def test_a_polite_end_comes_in_time(self) -> None:
        self.assertEqual(self.exit_code, 0, self.context())
        self.assertLess(self.end_seconds, END_LIMIT)

    def of_mailbox(self) -> Iterable[Message]:
        """What the agent says of each message that arrived."""
        return (self.told[message.message_id] for message in self.arrived if message.message_id in self.told)

    def context(self) -> str:
        """How to see it again."""
        results = Counter(message.result for message in self.told.values())
        return f"\nCUTWATCH_SEED={self.seed}; told {dict(results)}, arrived {len(self.arrived)}\n{self.log}"


if __name__ == "__main__":
    unittest.main()
