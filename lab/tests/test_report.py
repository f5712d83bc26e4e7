"""The report's text."""

import unittest

from lab.addresses import ADDRESSES
from lab.judge.truth import Truth
from lab.judge.verdict import Verdict
from lab.report.text import report, verdict_lines
from lab.story.plan import MX
from lab.story.teller import WIDTH
from lab.tests.fabricated_run import PLAN, START, Run, honest, message_id
from lab.truth.events import Arrived, Event, Logged, Submitted


def letter(number: int, at: float, servers: tuple[str, ...]) -> list[Event]:
    name = f"<outside-{number}@example.net>"
    logged = [Logged(at, server, "accepted", name, ADDRESSES.sender if server == servers[0] else ADDRESSES.proxy) for server in servers]
    arrived = [Arrived(at + 0.5, "alice@example.org", name, "", ())] if "old" in servers else []
    return [Submitted(at, name), *logged, *arrived]


def lines(run: Run) -> list[str]:
    return list(report(PLAN, Truth(run.events), run.statuses))


class Report(unittest.TestCase):
    def setUp(self) -> None:
        self.run_ = honest()
        self.run_.events += letter(1, START + 20, ("old",)) + letter(2, START + 30, ("proxy", "old"))

    def test_every_cache_has_the_agents_figure_beside_the_labs(self) -> None:
        text = lines(self.run_)
        self.assertIn("  MX: “new MX beside the old”, published at 24.0 s", text)
        table = {line.split()[0]: line.split()[1:] for line in text if line.startswith("    ") and "…" in line}
        self.assertEqual(table["min-ttl"], ["+10.2", "+9.5", "…", "+9.8", "+12.5"])
        self.assertEqual(table["pool"], ["+5.6", "+5.0", "…", "+5.2", "+8.0"])
        self.assertEqual(table["ns1.example.org."], ["+0.6", "-0.2", "…", "+0.0"])

    def test_messages_are_counted_by_path_with_their_latency(self) -> None:
        rows = [line.split() for line in lines(self.run_) if line.split()[:1] in (["old"], ["new"])]
        self.assertIn(["new", "9", "9", "0", "0", "0", "0", "0.80", "s", "0.80", "s"], rows)

    def test_outside_mail_and_no_loss(self) -> None:
        text = "\n".join(lines(self.run_))
        self.assertIn("2 sent, 2 arrived", text)
        self.assertIn("last by the old server alone: 20.5 s", text)
        self.assertIn("first through the proxy:      30.5 s", text)
        self.assertIn("Lost: nothing.", text)

    def test_losses_are_listed_with_what_the_logs_say(self) -> None:
        run = self.run_.tell_message(3, result="lost")
        run.events += letter(3, START + 40, ("proxy",)) + [Logged(START + 11.1, "proxy", "held", message_id(3))]
        text = "\n".join(lines(run))
        self.assertIn("Lost: 1 of the agent's messages, 1 from outside", text)
        self.assertIn("<3@example.net> new: lost; logs: proxy accepted, old accepted, proxy held", text)
        self.assertIn("<outside-3@example.net> from outside, sent at 40.0 s", text)

    def test_a_cache_that_never_switched_says_so(self) -> None:
        run = self.run_.without(lambda e: getattr(e, "server", "") == "plain" and getattr(e, "records", ()) == MX.stages[1])
        (row,) = [line for line in lines(run) if line.split()[:1] == ["plain"]]
        self.assertIn("… never", row)

    def test_no_status_is_still_a_report(self) -> None:
        text = lines(Run(self.run_.events, []))
        self.assertTrue(text[0].startswith("Mail from outside"))

    def test_no_line_is_wider_than_a_terminal(self) -> None:
        self.assertLessEqual(max(map(len, lines(self.run_))), WIDTH)


class VerdictLines(unittest.TestCase):
    def test_no_difference_says_how_much_was_compared(self) -> None:
        (line,) = verdict_lines(Verdict(630, (), 41))
        start, rest = line.split(" compared ")
        self.assertEqual(start, "Judge: 630 statements of the agent (41 of them about the earliest safe times)")
        self.assertEqual(rest, "with the lab's own log: no difference.")

    def test_differences_are_listed(self) -> None:
        self.assertEqual(list(verdict_lines(Verdict(9, ("a: b",))))[1:], ["  - a: b"])

    def test_nothing_compared_is_no_honesty(self) -> None:
        self.assertFalse(Verdict(0, ()).is_honest)
        self.assertIn("0 differences", next(iter(verdict_lines(Verdict(0, ())))))


if __name__ == "__main__":
    unittest.main()
