"""The judge's rules about what servers' logs tell, about the lock, and about conditions that wake somebody."""

import unittest
from dataclasses import replace

from lab.addresses import ADDRESSES
from lab.judge import condition_rules, log_rules
from lab.judge.status import Condition, Decision, Gate, Status
from lab.judge.times import quiet_server_rules
from lab.judge.timetable import PlannedStep
from lab.judge.truth import Truth
from lab.tests.fabricated_run import END, PLAN, START, SWITCHED, honest, message_id
from lab.truth.events import Event, Logged

READ = replace(PLAN, reads_logs=True, tries_lock=True, bypass_grace=10, old_quiet_for=8)
LATE = SWITCHED + 34
"""Copies from before the switch have long ended, and what is allowed for beyond that."""


def at(when: float, gate: str, verdict: str, until: float | None = None) -> Status:
    """A status that tells of one gate."""
    return Status(when, (), (), "verify", Decision("wait", None, ""), (Gate("done", gate, verdict, until),))


def stranger(when: float) -> Logged:
    """A message that the old server took from somebody outside."""
    return Logged(when, "old", "accepted", "<letter@example.net>", ADDRESSES.sender)


class LogCase(unittest.TestCase):
    def told(self, status: Status, *more: Event) -> list[str]:
        truth = Truth([*honest().events, *more])
        return [each for each in log_rules.outcomes(READ, truth, [status]) if each is not None]

    def assert_told(self, words: str, status: Status, *more: Event) -> None:
        (told,) = self.told(status, *more)
        self.assertIn(words, told)


class ByLogs(LogCase):
    def test_where_nobody_reads_logs_nothing_is_judged(self) -> None:
        self.assertEqual(list(log_rules.outcomes(PLAN, Truth(honest().events), [at(LATE, "no_bypass", "fail")])), [])

    def test_no_bypass_passes_while_a_stranger_comes(self) -> None:
        told = at(LATE, "no_bypass", "pass")
        self.assertEqual(self.told(told), [])
        self.assert_told("the old server took <letter@example.net> from 127.0.25.99", told, stranger(LATE - 5))
        self.assertEqual(self.told(told, stranger(LATE - 11)), [], "that is long enough ago")

    def test_no_bypass_passes_too_early(self) -> None:
        self.assert_told("has not been read for 10 s since the switch", at(SWITCHED + 2, "no_bypass", "pass"))

    def test_no_bypass_fails_for_nothing(self) -> None:
        told = at(LATE, "no_bypass", "fail")
        self.assert_told("no message of a stranger came but by copies from before the switch", told)
        self.assertEqual(self.told(told, stranger(LATE - 3)), [])
        early = at(SWITCHED + 5, "no_bypass", "fail")
        self.assert_told("no message of a stranger", early, stranger(SWITCHED + 2))

    def test_the_source_is_the_proxy_where_its_log_says_so(self) -> None:
        self.assertEqual(self.told(at(END - 8, "source_is_proxy", "pass")), [])
        self.assert_told("took no message of the agent from the proxy lately", at(END + 60, "source_is_proxy", "pass"))
        told = at(END - 8, "source_is_proxy", "fail")
        self.assert_told("took every message by the new path from the proxy", told)
        number = next(n for n in range(17, 0, -2) if START + 2 + 3 * n < END - 8)
        other = Logged(END - 9, "old", "accepted", message_id(number), ADDRESSES.other_source)
        self.assertEqual(self.told(told, other), [])

    def test_the_old_server_is_quiet_when_nobody_came_for_so_long(self) -> None:
        told = at(LATE, "old_server_quiet", "pass")
        self.assertEqual(self.told(told), [])
        self.assert_told("the old server took <letter@example.net>", told, stranger(LATE - 4))
        self.assertEqual(self.told(told, stranger(LATE - 9)), [])
        self.assert_told("nobody has read", at(START + 5, "old_server_quiet", "pass"))

    def test_who_waits_for_quiet_waits_long_enough(self) -> None:
        for until, expected in ((LATE, 1), (LATE + 3, 0)):
            told = self.told(at(LATE - 1, "old_server_quiet", "wait", until), stranger(LATE - 4.5))
            self.assertEqual(len(told), expected, told)

    def test_no_go_to_retire_a_server_that_takes_mail(self) -> None:
        go = replace(at(LATE, "", ""), decision=Decision("go", "retire_old", "Go."))
        self.assertEqual(self.told(go), [])
        self.assert_told("says go for retire_old; at 54.0 s the old server took", go, stranger(LATE - 4))

    def test_what_the_proxy_could_not_hand_on(self) -> None:
        told = at(LATE, "no_forwarding_failure", "pass")
        self.assertEqual(self.told(told), [])
        for action in ("deferred", "bounced", "held", "discarded"):
            self.assert_told(f"the proxy's log had {action}", told, Logged(LATE - 6, "proxy", action, detail="why"))
        self.assertEqual(self.told(told, Logged(LATE - 6, "old", "deferred")), [], "another server's")


class Locks(LogCase):
    def refused(self, reply: str) -> Logged:
        return Logged(LATE - 4, "old", "rejected", client=ADDRESSES.agent, detail=reply)

    def test_a_server_that_took_the_last_message_is_not_locked(self) -> None:
        self.assert_told("the old server took", at(LATE, "lock_in_place", "pass"))
        self.assertEqual(self.told(at(LATE, "lock_in_place", "pass"), self.refused("450 4.7.1 use the MX")), [])

    def test_a_hard_lock_is_too_early_while_old_copies_live(self) -> None:
        told = at(LATE, "lock_in_place", "pass")
        self.assert_told("it answers 5xx while old copies live", told, self.refused("554 5.7.1 use the MX"))


class Conditions(unittest.TestCase):
    def told(self, *severities: str, alarms: frozenset[str] = frozenset()) -> list[str]:
        held = tuple(Condition("new_path_loses", severity, "lost") for severity in severities)
        status = replace(at(LATE, "", ""), conditions=held)
        plan = replace(READ, alarms=alarms)
        outcomes = condition_rules.outcomes(plan, Truth(honest().events), [status, status])
        return [each for each in outcomes if each is not None]

    def test_nobody_is_woken_for_nothing(self) -> None:
        self.assertEqual(self.told(), [])
        self.assertEqual(self.told("warning", "info"), [])
        (told,) = self.told("critical")
        self.assertIn("raises new_path_loses, without cause: lost", told)

    def test_a_fault_of_the_play_wakes_somebody(self) -> None:
        expected = frozenset({"new_path_loses"})
        self.assertEqual(self.told("critical", alarms=expected), [])
        (told,) = self.told("warning", alarms=expected)
        self.assertIn("the agent never raises new_path_loses", told)


class TimeToRetire(unittest.TestCase):
    def told(self, when: float, kind: str) -> list[str]:
        status = replace(at(LATE, "", ""), timetable=(PlannedStep("retire_old", kind, when),))
        truth = Truth([*honest().events, stranger(LATE - 4)])
        return [each for each in quiet_server_rules.outcomes(READ, truth, [status]) if each is not None]

    def test_no_time_is_told_before_the_server_has_been_quiet(self) -> None:
        for kind in ("at", "not_before", "open"):
            (told,) = self.told(LATE, kind)
            self.assertIn("the old server took mail from 127.0.25.99 at 54.0 s", told)
        self.assertEqual(self.told(LATE + 4, "at"), [])


if __name__ == "__main__":
    unittest.main()
