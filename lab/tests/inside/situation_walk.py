"""A walk through situations, before one agent: each has to be told in time and by its cause, to wake nobody else, and to be
over when it is."""

import dataclasses
import json
import re
import sys
import tempfile
import threading
import time
import unittest
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from lab import agent_config
from lab.addresses import ADDRESSES
from lab.judge.instants import instant
from lab.session import LabSession
from lab.story.cutovers import PROXY
from lab.story.plan import MX, Plan
from lab.tests.inside.agent import Agent, wait_until
from lab.tests.inside.greylisting import GreylistingSession
from lab.tests.inside.situation import Row, Seen, Situation, seen
from lab.tests.inside.situation_table import AFTER_THE_SWITCH, BEFORE_THE_SWITCH, LATE_AFTER, LOST_AFTER
from lab.truth.log import TruthLog
from lab.truth.outside_mail import OutsideMail

MARK = "SITUATION "
"""Stands before each row in the output, for who makes a table of several walks."""

_INTERVAL = 1
IN_TIME = _INTERVAL + 5.0
"""An interval of the probe, and what the agent may need itself."""

_GRACE, _QUIET_FOR = 6, 4
"""The first is also for how long a stranger's message is told of: longer than it takes to read of it."""

PLAN = dataclasses.replace(
    PROXY,
    old_ttl=4,
    new_ttl=2,
    bound_margin=1,
    mail_interval=_INTERVAL,
    late_after=LATE_AFTER,
    lost_after=LOST_AFTER,
    evidence_age=6,
    greylist_retry=1,
    bypass_grace=_GRACE,
    old_quiet_for=_QUIET_FOR,
    verify_for=2,
)

_STEP_LIMIT, _OVER_LIMIT = 40.0, 30.0
_MORE = 20.0
"""So much longer is waited, to see whether it is told at all."""

_POLL = 0.3
_WHOLE_SECOND = 1.0
"""Logs tell no less."""

_PATIENCE = 20.0


@dataclass(frozen=True)
class _Found:
    """What tells of a situation, and after how long."""

    words: str
    seconds: float
    is_told: bool = False


class Walk(unittest.TestCase):
    """`around` is met while the old MX is published beside the new one, `in_the_end` when no copy of it is left."""

    around: ClassVar[tuple[Situation, ...]] = ()
    in_the_end: ClassVar[tuple[Situation, ...]] = ()
    plan: ClassVar[Plan] = PLAN
    session: ClassVar[type[LabSession]] = GreylistingSession

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        lab = cls.lab = cls.enterClassContext(cls.session.start(run_dir, cls.plan.old_ttl, lambda _: None))
        cls.rows: list[Row] = []
        cls.between: set[str] = set()
        cls.steps: list[str] = []
        log, stop = TruthLog(run_dir / "truth.jsonl"), threading.Event()
        outside = OutsideMail(ADDRESSES.sender, ADDRESSES.client, "alice@example.org", log, stop)
        outside.start()
        cls.agent = Agent(lab, agent_config.write(lab, cls.plan), _PATIENCE)
        try:
            cls._walk()
        finally:
            stop.set()
            outside.join(_PATIENCE)
            log.close()
            cls.exit_code, _ = cls.agent.end()
            cls.log = cls.agent.log()
            for row in cls.rows:
                print(MARK + json.dumps(dataclasses.asdict(row)), flush=True)

    @classmethod
    def _walk(cls) -> None:
        cls._reach("mail by both paths", lambda now: _has_arrived(now, 0.0, {"old", "new"}))
        cls._publish(0)
        if cls.in_the_end:
            cls._meet(BEFORE_THE_SWITCH)
        cls._reach("the go to switch", _is_go_to_switch)
        cls._publish(1)
        if cls.in_the_end:
            cls._reach("the switch", lambda now: now.cutover["phase"] == "verify")
            time.sleep(_WHOLE_SECOND)
            cls._meet(AFTER_THE_SWITCH)
        cls._reach("the end of copies from before", lambda now: _is_past(now, "changed", _GRACE + 1))
        for situation in cls.around:
            cls._meet(situation)
        if not cls.in_the_end:
            return
        cls._publish(2)
        cls._reach("the end of copies of the old MX", lambda now: _is_past(now, "old_host", 0))
        for situation in cls.in_the_end:
            cls._meet(situation)
            cls._reach("time for an open door to be critical", lambda now: _is_past(now, "old_host", _GRACE + _QUIET_FOR))

    @classmethod
    def _meet(cls, situation: Situation) -> None:
        """Switches it on until it is told, and off until all is well."""
        alarms: set[str] = set()
        situation.switch_on(cls.lab)
        found = cls._await_words(situation, alarms)
        off = time.time()
        situation.switch_off(cls.lab)
        row = Row(
            number=situation.number,
            name=situation.name,
            seconds=round(found.seconds, 1),
            is_told=found.is_told,
            is_in_time=found.seconds <= IN_TIME + situation.only_absence,
            is_named=found.is_told and re.search(situation.named, found.words) is not None,
            is_over=cls._is_over(situation, alarms, off),
            alarms=tuple(sorted(alarms - situation.beside - {found.words.partition(":")[0]})),
            words=found.words,
        )
        cls.rows.append(row)
        print(f"{time.time() - off + found.seconds:5.1f} s  {row}", file=sys.stderr, flush=True)

    @classmethod
    def _await_words(cls, situation: Situation, alarms: set[str]) -> _Found:
        """Goes on for a while when time is up, to see whether it is told at all."""
        begun = time.monotonic()
        limit = IN_TIME + situation.only_absence + _MORE
        while (seconds := time.monotonic() - begun) < limit:
            now = cls._look(alarms)
            if words := situation.told(now):
                return _Found(words, seconds, is_told=True)
            time.sleep(_POLL)
        return _Found(f"{dict(now.conditions)}", seconds)

    @classmethod
    def _is_over(cls, situation: Situation, alarms: set[str], off: float) -> bool:
        paths = {"new"} if situation.leaves_lock else {"old", "new"}

        def is_well() -> bool:
            now = cls._look(alarms)
            is_gone = not situation.is_fault or not situation.told(now)
            under_way = [each for each in now.cutover["messages"] if each["result"] is None]
            is_quiet = all(instant(each["recorded_at"]) >= off for each in under_way)
            return is_gone and is_quiet and not now.critical and _has_arrived(now, off, paths)

        return wait_until(is_well, _OVER_LIMIT, _POLL)

    @classmethod
    def _look(cls, alarms: set[str]) -> Seen:
        now = seen(cls.agent.document(), cls.plan.domain)
        alarms |= now.critical
        return now

    @classmethod
    def _publish(cls, stage: int) -> None:
        cls.lab.zone.publish(MX.name, MX.rrtype, cls.plan.new_ttl, list(MX.stages[stage]))

    @classmethod
    def _reach(cls, what: str, is_reached: Callable[[Seen], bool]) -> None:
        """Goes on all the same where it does not come, which the tests tell then."""
        if not wait_until(lambda: is_reached(cls._look(cls.between)), _STEP_LIMIT, _POLL):
            cls.steps.append(f"{what} did not come: {seen(cls.agent.document(), cls.plan.domain).cutover['decision']}")

    def test_the_agent_ends_well(self) -> None:
        self.assertEqual(self.exit_code, 0, self.log)

    def test_each_is_told_in_time(self) -> None:
        self.assertEqual(self.steps, [])
        for row in self.rows:
            with self.subTest(situation=row.name):
                self.assertTrue(row.is_told, f"{row}\n{self.log[-1500:]}")
                self.assertTrue(row.is_in_time, row)

    def test_each_is_told_by_its_cause(self) -> None:
        for row in self.rows:
            with self.subTest(situation=row.name):
                self.assertTrue(row.is_named, row)

    def test_nobody_is_woken_for_nothing(self) -> None:
        self.assertEqual(self.between, set())
        for row in self.rows:
            with self.subTest(situation=row.name):
                self.assertEqual(row.alarms, (), row)

    def test_each_is_over_when_it_is(self) -> None:
        for row in self.rows:
            with self.subTest(situation=row.name):
                self.assertTrue(row.is_over, f"{row}\n{self.log[-1500:]}")


def _is_go_to_switch(now: Seen) -> bool:
    decision = now.cutover["decision"]
    return (decision["decision"], decision["next_step"]) == ("go", "switch")


def _is_past(now: Seen, bound: str, seconds: float) -> bool:
    """Whether a bound of the MX is known, and over for so long."""
    mx = next(each for each in now.cutover["records"] if each["rrtype"] == "MX")
    at = (mx["bounds"][bound] or {"at": None})["at"]
    return at is not None and time.time() >= instant(at) + seconds


def _has_arrived(now: Seen, since: float, paths: set[str]) -> bool:
    """Whether a message by each of these paths, sent since then, was in the mailbox in time."""
    delivered = [each for each in now.cutover["messages"] if each["result"] == "delivered"]
    return paths <= {each["path"] for each in delivered if instant(each["recorded_at"]) >= since}
