"""Faults of mail switched on and off at random: at every moment all messages are accounted for, each at one place, and
in the end ledger, mailbox and logs agree message by message."""

import dataclasses
import os
import random
import sys
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path

from lab import agent_config
from lab.session import LabSession
from lab.story.plan import MX, Plan
from lab.tests.inside import state_file
from lab.tests.inside.agent import Agent, wait_until
from lab.tests.inside.before_and_after import unkept
from lab.tests.inside.mail_agreement import Mailbox, differences, miscounted
from lab.tests.inside.mail_said import RESULTS
from lab.tests.inside.mail_truth import MailTruth
from lab.tests.inside.mail_watch import MailWatch
from lab.tests.inside.random_faults import Faults

_PLAN = Plan(records=(MX,), interval=10, mail_interval=1, late_after=2, lost_after=6, greylist_retry=1, verp=True)
_QUIET = 20
"""Between two messages in the end, so that all is at rest while ledger, mailbox and logs are compared."""

_MESSAGES = 60
"""A sample; CUTWATCH_MESSAGES says otherwise."""

_MANY = 100
_TRIPS = ("main", "second", "third", "fourth")
_SECONDS_A_MESSAGE = 2.0
_SETTLE_LIMIT = 90.0
_POLL = 0.4
_PATIENCE = 60.0
"""For one answer of an agent with sanitizers, on a busy machine, that has hundreds of messages to tell of."""


class RandomMail(unittest.TestCase):
    """One story, told once; every test looks at another side of it."""

    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        cls.seed = int(os.environ.get("CUTWATCH_SEED", "0")) or random.randrange(1, 1 << 32)
        cls.messages = int(os.environ.get("CUTWATCH_MESSAGES", "0")) or _MESSAGES
        print(f"CUTWATCH_SEED={cls.seed} CUTWATCH_MESSAGES={cls.messages}", file=sys.stderr, flush=True)
        cls.plan = dataclasses.replace(_PLAN, round_trips=_TRIPS if cls.messages > _MANY else _TRIPS[:2])
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        lab = cls.enterClassContext(LabSession.start(run_dir, old_ttl=cls.plan.old_ttl, log=lambda _: None))
        cls.faults = Faults(lab, cls.seed)
        with MailTruth(lab) as cls.mail:
            agent = Agent(lab, agent_config.write(lab, cls.plan), _PATIENCE)
            cls.watch = MailWatch(agent, cls.mail, cls.plan.domain)
            cls.has_sent = cls.send_under_faults()
            cls.faults.mend_all()
            agent_config.write(lab, dataclasses.replace(cls.plan, mail_interval=_QUIET))
            agent.reload()
            cls.has_settled = wait_until(cls.is_all_ended, _SETTLE_LIMIT, _POLL)
            wait_until(cls.agrees, _SETTLE_LIMIT, _POLL)
            cls.exit_code, _ = agent.end()
            cls.kept = state_file.read(run_dir)
            cls.log = agent.log()
        print(cls.summary(), file=sys.stderr, flush=True)

    @classmethod
    def send_under_faults(cls) -> bool:
        """Until so many messages are recorded. Whether that came in time."""
        limit = time.monotonic() + 20 + _SECONDS_A_MESSAGE * cls.messages
        while len(cls.watch.told) < cls.messages:
            move = cls.faults.next()
            wait_until(lambda: not cls.watch.look_and_count(), move.after, _POLL)
            cls.faults.do(move)
            if time.monotonic() > limit:
                return False
        return True

    @classmethod
    def is_all_ended(cls) -> bool:
        cls.watch.look_and_count()
        return not cls.watch.pending()

    @classmethod
    def agrees(cls) -> bool:
        """Whether ledger, mailbox, logs and counters do, as they are now. What is only just on its way may be here and
        not yet there."""
        now, page = cls.watch.look_and_count()
        mailbox, truth = Mailbox(cls.mail.copies("INBOX"), cls.mail.copies("Junk")), cls.mail.now()
        cls.differences = [
            *differences(cls.watch.told, truth, mailbox, cls.plan, now.at),
            *miscounted(cls.watch.told, truth, mailbox, page),
        ]
        return not cls.differences and not cls.watch.pending()

    def test_so_many_messages_were_sent(self) -> None:
        self.assertTrue(self.has_sent, self.context())

    def test_at_every_look_each_message_is_counted_at_one_place(self) -> None:
        self.assertGreater(self.watch.looks, self.messages // 4, self.context())
        self.assertEqual(self.watch.wrong, [], self.context())

    def test_every_message_ends(self) -> None:
        self.assertTrue(self.has_settled, self.context())

    def test_ledger_mailbox_and_logs_agree_message_by_message(self) -> None:
        self.assertEqual("\n".join(self.differences), "", self.context())

    def test_the_state_file_has_what_was_told(self) -> None:
        self.assertEqual(self.exit_code, 0, self.context())
        assert self.kept
        told = {each.id: each.result for each in self.watch.told.values()}
        self.assertEqual(list(unkept(told, self.kept)), [], self.context())
        self.assertEqual(self.kept.ends(), +self.kept.totals, self.context())

    def test_the_faults_were_felt(self) -> None:
        results = {each.result for each in self.watch.told.values()}
        self.assertIn("delivered", results, self.context())
        self.assertGreater(len(results - {None}), 2 if self.messages < _MANY else len(RESULTS) - 1, self.context())

    @classmethod
    def summary(cls) -> str:
        """How it went."""
        results = Counter(each.result for each in cls.watch.told.values())
        return (
            f"{len(cls.watch.told)} messages {dict(results)}, {len(cls.faults.played)} moves, {cls.watch.looks} looks, "
            f"{len(cls.watch.wrong)} wrong, {len(cls.differences)} differences"
        )

    def context(self) -> str:
        """How to see it again."""
        return (
            f"\nCUTWATCH_SEED={self.seed} CUTWATCH_MESSAGES={self.messages}; {self.summary()}\n"
            f"{'; '.join(self.faults.played[-60:])}\n{self.log[-1500:]}"
        )


if __name__ == "__main__":
    unittest.main()
