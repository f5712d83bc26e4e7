"""A story of faults of mail, one after the other: the agent tells the result, the reason and the condition that it should,
and nothing else; and takes the condition back when the fault is gone. So say status, metrics, and the report afterwards."""

import dataclasses
import operator
import re
import sys
import tempfile
import time
import unittest
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from lab import agent_config
from lab.judge.truth import Truth
from lab.session import LabSession
from lab.story.plan import MX, Plan
from lab.tests.inside import mail_report
from lab.tests.inside.agent import Agent, wait_until
from lab.tests.inside.greylisting import GreylistingSession
from lab.tests.inside.mail_agreement import Mailbox, differences, miscounted
from lab.tests.inside.mail_fault import Fault
from lab.tests.inside.mail_fault_table import ROWS, STORIES, UNSEEN
from lab.tests.inside.mail_said import Counted, Told
from lab.tests.inside.mail_truth import MailTruth
from lab.tests.inside.mail_watch import MailWatch

PLAN = Plan(records=(MX,), interval=10, mail_interval=1, late_after=4, lost_after=8, greylist_retry=1, evidence_age=6)
"""On a busy machine a message a second becomes one in two: evidence has to count for longer than usually."""

_QUIET = 20
"""Between two messages in the end, so that all is at rest while ledger, mailbox, logs, page and report are compared."""

_FIRST_LIMIT, _SHOW_LIMIT, _GONE_LIMIT, _SETTLE_LIMIT = 30.0, 60.0, 30.0, 60.0
"""A compiler may be busy on both cores."""

_SLOW = 1.0
_POLL = 0.4
_PATIENCE = 60.0
"""For one answer of an agent with sanitizers, on a busy machine, that has hundreds of messages to tell of."""


@dataclass
class Row:
    """What was seen of one fault."""

    fault: Fault
    on: float = 0.0
    off: float = 0.0
    settled: float = 0.0
    """When all was well again, and each message of its time had ended."""
    seconds: float = 0.0
    is_shown: bool = False
    is_gone: bool = False
    is_counted: bool = False
    """Whether the page of metrics has had the same conditions."""
    conditions: set[str] = field(default_factory=set)
    """All that held at any moment while it was on."""
    shown_by: list[str] = field(default_factory=list)
    """Ids of the messages that show it."""
    last: str = ""
    """What was told last, for people."""


class FaultCase(unittest.TestCase):
    """One agent sees them one after the other; each test looks at another side of all of them."""

    faults: ClassVar[tuple[Fault, ...]] = ()
    plan: ClassVar[Plan] = PLAN
    session: ClassVar[type[LabSession]] = GreylistingSession

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        lab = cls.lab = cls.enterClassContext(cls.session.start(run_dir, cls.plan.old_ttl, lambda _: None))
        cls.rows: list[Row] = []
        with MailTruth(lab) as truth:
            agent = Agent(lab, agent_config.write(lab, cls.plan), _PATIENCE)
            cls.watch, cls.mail = MailWatch(agent, truth, cls.plan.domain), truth
            cls.was_well = wait_until(lambda: cls.is_well(0.0), _FIRST_LIMIT, _POLL)
            cls.first = cls.watch.look()
            for fault in cls.faults:
                cls.rows.append(cls.play(fault))
            quiet = agent_config.write(lab, dataclasses.replace(cls.plan, mail_interval=_QUIET))
            agent.reload()
            cls.has_settled = wait_until(lambda: bool(cls.watch.look()) and not cls.watch.pending(), _SETTLE_LIMIT, _POLL)
            wait_until(cls.agrees, _SETTLE_LIMIT, _POLL)
            cls.exit_code, _ = agent.end()
            cls.reported = mail_report.read(quiet, cls.plan.domain)
            cls.log = agent.log()

    @classmethod
    def play(cls, fault: Fault) -> Row:
        """Switches it on until it is shown, and off until all is well."""
        row, begun = Row(fault), time.monotonic()
        row.on = time.time()
        fault.switch_on(cls.lab)
        row.is_shown = wait_until(lambda: cls.shows(row) and cls.counts(row), _SHOW_LIMIT, _POLL)
        row.off = time.time()
        fault.switch_off(cls.lab)
        since = time.time()
        row.is_gone = wait_until(lambda: cls.is_well(since) and cls.is_over(since), _GONE_LIMIT, _POLL)
        row.settled = time.time()
        row.seconds = time.monotonic() - begun
        cls.watch.look_and_count()
        print(f"{row.seconds:5.1f} s  {fault.name}: {row.last}", file=sys.stderr, flush=True)
        return row

    @classmethod
    def shows(cls, row: Row) -> bool:
        """Whether enough messages tell of it, and the conditions that hold are just those that should."""
        now, truth = cls.watch.look(), cls.mail.now()
        row.conditions |= set(now.conditions)
        mine = [m for m in now.messages.values() if m.path == row.fault.path and m.recorded_at >= row.on]
        row.shown_by = [m.id for m in mine if not mismatch(row.fault, m, truth)]
        row.last = f"{dict(now.conditions)}; {[mismatch(row.fault, m, truth) for m in mine[-3:]]}"
        if row.fault.new_tells not in ("", now.new_tells):
            return False
        return len(row.shown_by) >= row.fault.for_messages and is_as_it_should(row.fault, now.conditions)

    @classmethod
    def counts(cls, row: Row) -> bool:
        """Whether the page of metrics has the same conditions."""
        row.is_counted = is_as_it_should(row.fault, cls.watch.look_and_count()[1].conditions)
        return row.is_counted

    @classmethod
    def is_well(cls, since: float) -> bool:
        """A message by each path that was sent since then arrived in time, and no condition of mail holds."""
        now = cls.watch.look()
        good = {m.path for m in now.messages.values() if m.recorded_at >= since and m.result == "delivered"}
        return good == {"old", "new"} and not now.conditions

    @classmethod
    def is_over(cls, since: float) -> bool:
        """Whether no message is under way that was sent before: what it meets belongs to no fault that comes next."""
        return not any(m.result is None and m.recorded_at < since for m in cls.watch.told.values())

    @classmethod
    def agrees(cls) -> bool:
        """Whether ledger, mailbox, logs and counters do, as they are now."""
        now, page = cls.watch.look_and_count()
        mailbox, truth = Mailbox(cls.mail.copies("INBOX"), cls.mail.copies("Junk")), cls.mail.now()
        told, cls.page, cls.last_look = cls.watch.told, page, now.at
        cls.differences = [
            *differences(told, truth, mailbox, cls.plan, now.at),
            *miscounted(told, truth, mailbox, page),
        ]
        return not cls.differences and not cls.watch.pending()

    def test_before_any_fault_both_ways_are_proven_and_nothing_is_wrong(self) -> None:
        self.assertTrue(self.was_well, f"{self.first}\n{self.log}")
        ways = {(m.path, m.proof) for m in self.first.messages.values() if m.result == "delivered"}
        self.assertEqual(ways, {("old", "proven"), ("new", "proven")})
        self.assertEqual(self.first.verdicts["recipients_valid"], "pass")

    def test_each_is_told_by_result_reason_and_condition(self) -> None:
        for row in self.rows:
            with self.subTest(fault=row.fault.name):
                self.assertTrue(row.is_shown, f"{row.last}\n{self.log[-1500:]}")

    def test_no_other_condition_comes_meanwhile(self) -> None:
        for row in self.rows:
            with self.subTest(fault=row.fault.name):
                self.assertEqual(row.conditions - row.fault.conditions - row.fault.may, set(), row.last)

    def test_each_is_over_when_the_fault_is(self) -> None:
        for row in self.rows:
            with self.subTest(fault=row.fault.name):
                self.assertTrue(row.is_gone, self.log[-1500:])

    def test_who_showed_it_ends_as_it_should(self) -> None:
        for row in self.rows:
            allowed = {row.fault.result, row.fault.or_result} if row.fault.result else set(row.fault.afterwards)
            with self.subTest(fault=row.fault.name):
                self.assertLessEqual({self.watch.told[id].result for id in row.shown_by}, allowed)

    def test_the_other_way_is_well_meanwhile(self) -> None:
        for row in self.rows:
            others = [m for m in self.watch.told.values() if row.on <= m.recorded_at <= row.off]
            results = {m.result for m in others if m.path not in (row.fault.path, *row.fault.also)}
            with self.subTest(fault=row.fault.name):
                self.assertLessEqual(results, {"delivered"}, row.on)

    def test_every_message_ends(self) -> None:
        self.assertTrue(self.has_settled, self.log)

    def test_what_was_told_adds_up_at_every_look(self) -> None:
        self.assertEqual(self.watch.wrong, [])

    def test_the_mailbox_and_the_logs_agree_in_the_end(self) -> None:
        self.assertEqual("\n".join(self.differences), "")

    def test_the_report_tells_the_same_of_each_message(self) -> None:
        self.assertEqual(self.exit_code, 0, self.log)
        self.assertEqual("\n".join(mail_report.differences(*self.afterwards())), "")

    def afterwards(self) -> tuple[mail_report.Reported, dict[str, Told], Counted, float]:
        """The report, and what was told when the agent was asked last."""
        return self.reported, self.watch.told, self.page, self.last_look

    def test_the_report_tells_when_each_condition_began(self) -> None:
        windows = [(row.on, row.off, row.fault.conditions | row.fault.may) for row in self.rows]
        windows += [(row.off, row.settled, aftermath(row, self.watch.told.values())) for row in self.rows]
        self.assertEqual("\n".join(mail_report.misdated(self.reported, windows)), "")
        expected = {condition for row in self.rows for condition in row.fault.conditions}
        self.assertLessEqual(expected, {condition for condition, _ in self.reported.begun})

    def test_no_rehearsed_fault_is_left_out_and_what_is_not_seen_is_named(self) -> None:
        names = [fault.name for story in STORIES for fault in story]
        self.assertLessEqual(set(ROWS), set(names))
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual({condition for story in STORIES for fault in story for condition in fault.owed}, set(UNSEEN))


def is_as_it_should(fault: Fault, conditions: Collection[str]) -> bool:
    """Whether those hold that should, and no others but those that may."""
    return fault.conditions <= set(conditions) <= fault.conditions | fault.may


def aftermath(row: Row, told: Collection[Told]) -> frozenset[str]:
    """What has to be said when the fault is gone already: that mail is slow, of two in a row by one way that it had kept
    and that came late then. Mailbox and logs are held against each of them."""
    for path in ("old", "new"):
        before = sorted((m for m in told if m.path == path and m.recorded_at < row.off), key=lambda m: m.recorded_at)
        were_kept = [m.result == "late" and (m.seen_at or 0) >= row.off for m in before]
        if any(map(operator.and_, were_kept, were_kept[1:])):
            return frozenset({"mail_slow"})
    return frozenset()


def mismatch(fault: Fault, message: Told, truth: Truth) -> str:
    """What a message does not show of the fault; empty where it shows it all."""
    wanted = {
        "result": (message.result, fault.or_result if message.result == fault.or_result else fault.result),
        "report": (message.report, fault.report),
        "proof": (message.proof, fault.proof or message.proof),
        "changed": (message.changed, fault.changed),
        "findings": (message.findings, fault.findings),
        "came from": (message.came_from, fault.came_from or message.came_from),
        "folder": (message.folder, fault.folder or ("INBOX" if message.seen_at else "")),
    }
    wrong = [f"{name} {is_so}, not {should}" for name, (is_so, should) in wanted.items() if is_so != should]
    if not re.search(fault.detail, message.detail):
        wrong.append(f"detail {message.detail!r}")
    if message.attempts < fault.attempts:
        wrong.append(f"{message.attempts} attempts")
    if (slow := message.phases.get(fault.slow_phase, _SLOW)) < _SLOW:
        wrong.append(f"{fault.slow_phase} took {slow:.2f} s")
    if missing := fault.logged - logged(message, truth):
        wrong.append(f"the servers wrote no {sorted(missing)}")
    return "; ".join(wrong)


def logged(message: Told, truth: Truth) -> set[tuple[str, str]]:
    """What the servers wrote of it. What they did with an envelope has no Message-ID: it is matched by its time."""
    found = {(event.server, event.action) for event in truth.logged_for(message.message_id)}
    since = message.recorded_at - 1
    return found | {(e.server, e.action) for e in truth.logged if not e.message_id and e.at >= since}
