"""How the story is told: lines, speakers, news."""

import io
import os
import unittest
from dataclasses import replace
from unittest import mock

from lab.story.news import News
from lab.story.plan import MX, OTHER
from lab.story.scenarios import SCENARIOS
from lab.story.teller import WIDTH, Teller
from lab.tests.fabricated_run import PLAN, honest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Telling(unittest.TestCase):
    def teller(self, out: io.StringIO, seconds: float = 3.25) -> Teller:
        times = iter((100.0, *[100.0 + seconds] * 100))
        teller = Teller(out, lambda: next(times))
        teller.start_clock()
        return teller

    def test_who_speaks_and_when(self) -> None:
        out = io.StringIO()
        teller = self.teller(out)
        teller.agent("ready")
        teller.lab("published")
        self.assertEqual(out.getvalue(), "  3.2 s  agent  ready\n  3.2 s  lab    published\n")

    def test_no_line_is_wider_than_a_terminal_and_the_rest_is_indented(self) -> None:
        out = io.StringIO()
        teller = self.teller(out)
        for tell in (teller.agent, teller.lab, teller.text, teller.good, teller.bad):
            tell("word " * 60)
        lines = out.getvalue().splitlines()
        self.assertLessEqual(max(map(len, lines)), WIDTH)
        self.assertTrue(lines[1].startswith(" " * 16 + "word"))

    def test_colours_only_at_a_terminal_that_wants_them(self) -> None:
        for out, environment, is_coloured in (
            (Terminal(), {}, True),
            (Terminal(), {"NO_COLOR": "1"}, False),
            (io.StringIO(), {}, False),
        ):
            with mock.patch.dict(os.environ, environment):
                if not environment:
                    os.environ.pop("NO_COLOR", None)
                self.teller(out).bad("no")
            self.assertEqual("\033[" in out.getvalue(), is_coloured)

    def test_what_a_server_says_cannot_move_the_cursor(self) -> None:
        out = Terminal()
        self.teller(out).agent("lost (\033[2J\r\n250 ok)")
        self.assertNotIn("\033[2J", out.getvalue())
        self.assertIn("\\x1b[2J", out.getvalue())


class TheNews(unittest.TestCase):
    def told(self) -> list[str]:
        news = News(PLAN)
        return [sentence for status in honest().statuses for sentence in news.of(status)]

    def test_everything_is_told_once_and_in_order(self) -> None:
        told = self.told()
        self.assertEqual(len(told), len(set(told)))
        expected = (
            "name server ns1.example.org. serves 20 mx-old.example.org., TTL 12 s",
            "resolver pool holds “old MX only”",
            "the first message straight to the old server is in the mailbox 0.80 s after it was accepted",
            "name server ns1.example.org. serves 20 mx-old.example.org., TTL 4 s",
            "name server ns2.example.org. serves 20 mx-old.example.org. + 5 mx-new.example.org., TTL 4 s",
            "resolver pool holds “old MX only” as well as “new MX beside the old”",
            "resolver pool holds “new MX beside the old”",
        )
        self.assertEqual(sorted(expected, key=told.index), list(expected))

    def test_an_end_other_than_delivered_is_told_with_its_detail(self) -> None:
        lost = honest().tell_message(3, result="lost", detail="nothing came")
        news = News(PLAN)
        told = [sentence for status in lost.statuses for sentence in news.of(status)]
        self.assertIn("a message through the proxy ended as lost (nothing came)", told)

    def test_a_floor_is_pointed_out(self) -> None:
        news = News(PLAN)
        statuses = honest().statuses[14:17]
        told = []
        for status, ttl in zip(statuses, (0, 10, 9)):
            mx, address = status.records
            resolvers = tuple(replace(r, ttl=ttl) if r.id == "min-ttl" else r for r in mx.resolvers)
            told += news.of(replace(status, records=(replace(mx, resolvers=resolvers), address)))
        self.assertIn(
            "resolver min-ttl fetched anew and counts down from 10 s, above the 4 s published: a floor, or a stale answer", told
        )


class ThePlan(unittest.TestCase):
    def test_a_stage_is_a_set_in_whatever_order(self) -> None:
        self.assertEqual(MX.stage_of(reversed(MX.stages[1])), 1)
        self.assertEqual(MX.stage_of(["10 elsewhere.example.net."]), OTHER)
        self.assertEqual(MX.stage_of([]), OTHER)

    def test_every_scenario_begins_with_taking_stock_and_ends_when_nothing_is_under_way(self) -> None:
        self.assertEqual(set(SCENARIOS), {
            *("proxy", "address", "server", "rollback", "late-start", "late-start-told"),
            *("short", "quarantine", "rewriting", "manners", "proxy-exim"),
        })
        for scenario in SCENARIOS.values():
            names = [step.__name__ for step in scenario.steps]
            if not scenario.before_the_agent:
                self.assertEqual(names[0], "take_stock")
            self.assertEqual(names[-1], "settle" if scenario.plan.paths else "restore_ttl")


if __name__ == "__main__":
    unittest.main()
