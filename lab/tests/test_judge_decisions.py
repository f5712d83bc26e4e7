"""The judge's rules about phase, gates and decision."""

import unittest
from collections.abc import Callable
from dataclasses import replace

from lab.judge.gate_rules import PENDING
from lab.judge.status import Decision, Gate, Status
from lab.judge.verdict import judge
from lab.story.plan import MX
from lab.tests.fabricated_run import END, LAG, LOWERED, OLD_TTL_END, PLAN, START, SWITCHED, JudgeCase, Run
from lab.truth.events import Event, Logged, Published

HIGH_TTL_END, OLD_END = LOWERED + 12, SWITCHED + 4
"""When the last copies can really end, without the agent's delay and margin."""


class DecisionCase(JudgeCase):
    def tell_gate(self, name: str, change: Callable[[Gate, Status], Gate]) -> Run:
        def told(status: Status) -> Status:
            gates = tuple(change(gate, status) if gate.gate == name else gate for gate in status.gates)
            return replace(status, gates=gates)

        return self.run_.tell(told)

    def pass_from(self, name: str, since: float) -> Run:
        return self.tell_gate(name, lambda gate, at: replace(gate, verdict="pass") if at.at >= since else gate)


class Phases(DecisionCase):
    def test_a_phase_before_its_time_is_a_difference(self) -> None:
        run = self.run_.tell(lambda s: replace(s, phase="verify") if SWITCHED - 3 < s.at < SWITCHED - 2 else s)
        self.assert_one(run, "the agent says phase verify; what is published is lower_ttl")

    def test_a_phase_that_is_noticed_late_is_a_difference(self) -> None:
        run = self.run_.tell(lambda s: replace(s, phase="prepare") if s.at < LOWERED + 4 else s)
        self.assert_some(run, "phase prepare; what is published is lower_ttl")

    def test_while_name_servers_change_it_is_switch(self) -> None:
        run = self.run_.tell(lambda s: replace(s, phase="switch") if SWITCHED < s.at < SWITCHED + 0.9 else s)
        self.assertEqual(run.differences(), ())
        run = self.run_.tell(lambda s: replace(s, phase="switch") if s.at > END - 1.5 else s)
        self.assert_one(run, "phase switch; what is published is verify")


class Decisions(DecisionCase):
    def tell(self, kind: str, step: str | None = "switch", sentence: str = "So.") -> Run:
        said = Decision(kind, step, sentence)
        return self.run_.tell(lambda s: replace(s, decision=said) if SWITCHED - 3 < s.at < SWITCHED - 2 else s)

    def test_go_through_a_shut_gate(self) -> None:
        self.assert_some(self.tell("go"), "the agent says go (So.); shut are old_ttl_expired, spf_covers_both")

    def test_go_nowhere(self) -> None:
        self.assert_one(self.tell("go", None), "shut are none, for there is no step")

    def test_wait_before_open_gates(self) -> None:
        self.assert_one(self.tell("wait", "lower_ttl"), "every gate is open")

    def test_done_and_roll_back_without_a_reason(self) -> None:
        for kind in ("done", "roll_back"):
            self.assert_some(self.tell(kind), f"the agent says {kind} (So.); nothing is a reason for that")

    def test_a_decision_without_a_word(self) -> None:
        self.assert_one(self.tell("wait", "switch", ""), "says wait, and not why")


def _passing(gate: Gate) -> Gate:
    return replace(gate, verdict="pass", until=None) if gate.gate == "absence_expired" else gate


class Gates(DecisionCase):
    def test_a_gate_without_evidence_that_passes(self) -> None:
        self.assertIn("spf_covers_both", PENDING)
        self.assert_some(self.pass_from("spf_covers_both", START), "says pass of spf_covers_both, for which it has no evidence")

    def test_a_recipient_is_said_to_be_refused_that_is_not(self) -> None:
        run = self.tell_gate("recipients_valid", lambda gate, _: replace(gate, verdict="fail"))
        self.assert_some(run, "says fail of recipients_valid; both servers have the same recipients")

    def test_mail_is_said_not_to_be_handed_on(self) -> None:
        said = "says fail of no_forwarding_failure; every message by the new path was handed on"
        run = self.tell_gate("spf_covers_both", lambda gate, _: replace(gate, gate="no_forwarding_failure", verdict="fail"))
        self.assertTrue(any(said in each for each in run.differences()))
        deferred = [Logged(START, "proxy", "deferred", message.message_id) for message in run.statuses[-1].messages]
        told = Run([*run.events, *deferred], run.statuses).differences()
        self.assertFalse(any(said in each for each in told if f"at {END - START:.1f} s" in each), told)

    def test_a_recipient_that_the_new_server_does_not_know(self) -> None:
        unknown = self.unwelcome(START, 1, "550 5.1.1 <probe@example.org>: User unknown")
        run = self.tell_gate("recipients_valid", lambda gate, _: replace(gate, verdict="fail"))
        told = Run([*run.events, *unknown], run.statuses).differences()
        self.assertEqual([each for each in told if "fail of recipients_valid" in each], [])

    def test_a_recipient_that_the_new_server_has_refused_for_long(self) -> None:
        for seconds, expected in ((9, 0), (21, 7)):
            refused = self.unwelcome(START + 6, seconds // 3, "554 5.7.1 refused")
            told = Run([*self.run_.events, *refused], self.run_.statuses).differences()
            self.assertEqual(sum("the new server has taken no recipient for 11 s" in each for each in told), expected)

    @staticmethod
    def unwelcome(since: float, times: int, reply: str) -> list[Event]:
        told = f"probe@example.org {reply}"
        return [Logged(since + 3 * number, "proxy", "unwelcome", detail=told) for number in range(times)]

    def test_recipients_that_are_never_looked_at(self) -> None:
        run = self.tell_gate("recipients_valid", lambda gate, _: replace(gate, verdict="no_evidence"))
        self.assert_some(run, "the agent never says pass of recipients_valid, but no_evidence")

    def test_the_old_ttl_is_said_to_be_over_too_early(self) -> None:
        run = self.pass_from("old_ttl_expired", HIGH_TTL_END - 1)
        self.assert_some(run, "says pass of old_ttl_expired; copies with the high TTL may live until")

    def test_once_the_ttl_is_restored_nothing_is_said_of_the_high_one(self) -> None:
        restored = Published(SWITCHED + 20, MX.name, "MX", 12, MX.stages[1], 4)
        run = self.pass_from("old_ttl_expired", OLD_TTL_END)
        told = [each for each in Run([*run.events, restored], run.statuses).differences() if "old_ttl_expired" in each]
        self.assertEqual(told, [])
        early = self.pass_from("old_ttl_expired", HIGH_TTL_END - 1)
        self.assert_some(Run([*early.events, restored], early.statuses), "says pass of old_ttl_expired")

    def test_an_absence_is_said_to_be_over_too_early(self) -> None:
        run = self.tell_gate("old_ttl_expired", lambda gate, _: replace(gate, gate="absence_expired"))
        self.assertEqual([each for each in run.differences() if "pass of absence_expired" in each], [])
        early = run.tell(lambda s: replace(s, gates=tuple(_passing(g) if s.at >= LOWERED + 2 else g for g in s.gates)))
        self.assertEqual([each for each in early.differences() if "pass of absence_expired" in each], [])
        plan = replace(PLAN, records=(replace(MX, stages=((), *MX.stages[1:])), *PLAN.records[1:]))
        told = [each for each in judge(plan, early.events, early.statuses).differences if "says pass of absence_expired" in each]
        self.assertIn("copies with the high TTL may live until", told[0])

    def test_where_no_server_is_known_no_old_host_need_expire(self) -> None:
        gone = Published(SWITCHED + 5, MX.name, "MX", 4, MX.stages[2], 4)
        events = [*self.run_.events, gone]
        for paths, expected in ((("old", "new"), 2), ((), 0)):
            plan = replace(PLAN, paths=paths)
            told = [each for each in judge(plan, events, self.run_.statuses).differences if "of old_host_expired" in each]
            self.assertEqual(len(told), expected, told)

    def test_a_wait_that_ends_too_early(self) -> None:
        run = self.tell_gate("old_ttl_expired", lambda g, _: replace(g, until=HIGH_TTL_END - 1) if g.until else g)
        self.assert_some(run, "says wait of old_ttl_expired until")

    def test_old_copies_are_said_to_be_over_too_early(self) -> None:
        run = self.pass_from("previous_stage_expired", OLD_END - 1)
        self.assert_some(run, "says pass of previous_stage_expired; copies from before may live until")

    def test_old_copies_are_said_to_be_over_while_the_lab_sees_one(self) -> None:
        late = SWITCHED + LAG["min-ttl"] - 0.25
        run = self.pass_from("previous_stage_expired", late - 4)
        self.assert_some(run, "the lab still saw older answers at min-ttl")

    def test_a_record_that_was_never_taken_away_cannot_have_expired(self) -> None:
        self.assert_some(self.pass_from("old_host_expired", END - 2), "what it asks after is published still")

    def test_a_gate_that_never_opens(self) -> None:
        run = self.tell_gate("old_ttl_expired", lambda gate, _: Gate(gate.step, gate.gate, "wait", END + 60))
        self.assert_some(run, "at the end the agent says wait of old_ttl_expired")
        run = self.run_.tell(lambda status: replace(status, gates=()))
        self.assert_some(run, "at the end the agent says nothing of previous_stage_expired")

    def test_the_agent_may_be_more_careful_than_the_lab(self) -> None:
        run = self.tell_gate(
            "old_ttl_expired", lambda g, s: replace(g, verdict="wait", until=OLD_TTL_END + 1) if s.at < OLD_TTL_END + 1 else g
        )
        self.assertEqual([each for each in run.differences() if "says wait of old_ttl_expired" in each], [])

    def test_a_wait_that_ends_too_late(self) -> None:
        run = self.tell_gate("old_ttl_expired", lambda g, s: replace(g, until=OLD_TTL_END + 4) if g.until else g)
        self.assert_some(run, "says wait of old_ttl_expired until 31.6 s; the last copy ends by 22.0 s")
        run = self.tell_gate("old_ttl_expired", lambda g, s: replace(g, until=None) if g.until else g)
        self.assert_some(run, "says wait of old_ttl_expired until nobody knows when")


if __name__ == "__main__":
    unittest.main()
