"""The situations that today's tools were put into (peers.md), each before an agent among real servers."""

import dataclasses
import io
import json
import tempfile
import unittest
from pathlib import Path

from lab import agent_config
from lab.judge.verdict import judge
from lab.moves import EximSession
from lab.story.command import act
from lab.story.play import Play
from lab.story.scenarios import SCENARIOS
from lab.story.status_feed import StatusFeed
from lab.story.teller import Teller
from lab.tests.inside import resolver_situations, situation_table, situation_walk
from lab.tests.inside.agent import executable
from lab.tests.inside.greylisting import GreylistingSession


class AtTheOldServer(situation_walk.Walk):
    """Mail that goes around the proxy, what the old server does with the proxy's, and its lock."""

    around = situation_table.AT_THE_OLD_SERVER
    in_the_end = situation_table.IN_THE_END


class AtTheProxy(situation_walk.Walk):
    """What becomes of mail at the proxy, and what when that is down."""

    around = situation_table.AT_THE_PROXY


class _ByEximSession(EximSession, GreylistingSession):
    """A proxy of another make before a server that may greylist."""


class ByExim(situation_walk.Walk):
    """By a log of another make."""

    around = situation_table.BY_EXIM
    session = _ByEximSession


class Resolvers(unittest.TestCase):
    """The rehearsal among resolvers of every manner, by rows."""

    def test_each_is_found_to_be_what_it_is(self) -> None:
        scenario = SCENARIOS["manners"]
        plan = scenario.plan
        run_dir = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        with scenario.session.start(run_dir, plan.old_ttl, lambda _: None) as lab:
            with (
                scenario.observer(lab, plan) as observer,
                StatusFeed(agent_config.BASE_URL, plan.domain, run_dir / "statuses.jsonl") as feed,
            ):
                failure = act(Play(plan, lab, observer, feed, Teller(io.StringIO())), scenario, executable())
                feed.stop()
            statuses = feed.statuses()
            differences = judge(plan, observer.log.events(), statuses).differences
        alarms = [each for each in differences if "without cause" in each or "never raises" in each]
        rows = resolver_situations.rows(statuses, differences, alarms)
        for row in rows:
            print(situation_walk.MARK + json.dumps(dataclasses.asdict(row)), flush=True)
        self.assertEqual(failure, "")
        for row in rows:
            with self.subTest(row.name):
                self.assertTrue(row.is_told and row.is_named and not row.alarms, row)


if __name__ == "__main__":
    unittest.main()
