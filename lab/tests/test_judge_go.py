"""The judge's rules about "go", whatever the gates were said to be."""

from dataclasses import replace

from lab.addresses import ADDRESSES
from lab.judge.status import Decision, Gate, Status
from lab.judge.verdict import judge
from lab.story.plan import MX, OLD_ADDRESS, Plan
from lab.tests.fabricated_run import END, LOWERED, OLD_TTL_END, PLAN, START, SWITCHED, JudgeCase, Run, message_id
from lab.truth.events import Answered, Arrived, Event, Logged, Published, Started

SAFE = 1028.1
"""When every copy with the high TTL has ended, the margin included, and nothing else has changed: in these runs the switch
comes later."""
RETIRED = SWITCHED + 20
SCALED = replace(PLAN, verify_after=1, verify_for=5)


def go(run: Run, step: str, at: float) -> Run:
    """The agent says go for a step in the status of then, and all its gates are open."""

    def change(status: Status) -> Status:
        if not at - 0.5 < status.at <= at + 0.5:
            return status
        gates = tuple(gate for gate in status.gates if gate.step != step)
        return replace(status, decision=Decision("go", step, "Go."), gates=gates)

    return run.tell(change)


class GoCase(JudgeCase):
    def setUp(self) -> None:
        super().setUp()
        self.waiting = Run([event for event in self.run_.events if not self.is_switch(event)], self.run_.statuses)

    def is_switch(self, event: Event) -> bool:
        return isinstance(event, Published) and event.at == SWITCHED

    def reasons(self, run: Run, plan: Plan = PLAN) -> list[str]:
        return [each for each in judge(plan, run.events, run.statuses).differences if "says go for" in each]

    def assert_reason(self, run: Run, *words: str, plan: Plan = PLAN) -> None:
        (reason,) = self.reasons(run, plan)
        for word in words:
            self.assertIn(word, reason)


class Switching(GoCase):
    def test_in_good_order_nothing_is_said(self) -> None:
        self.assertEqual(self.reasons(go(self.waiting, "switch", SAFE)), [])

    def test_copies_with_the_high_ttl(self) -> None:
        self.assert_reason(go(self.waiting, "switch", LOWERED + 11.1), "old copies may live until 22.0 s")
        self.assert_reason(go(self.waiting, "switch", LOWERED - 1.9), "old copies may live until nobody knows when")

    def test_an_agent_that_came_late_knows_no_earlier_end_unless_it_is_told(self) -> None:
        late = Run([*self.waiting.events, Started(LOWERED + 9)], self.waiting.statuses)
        self.assert_reason(go(late, "switch", SAFE), "old copies may live until 31.0 s")
        self.assertEqual(self.reasons(go(late, "switch", SAFE), replace(PLAN, is_lowering_told=True)), [])

    def test_a_name_server_that_is_silent(self) -> None:
        def is_answer(event: Event) -> bool:
            is_ns2 = isinstance(event, Answered) and event.server == "ns2.example.org"
            return is_ns2 and event.at > SAFE - 7

        self.assert_reason(go(self.waiting.without(is_answer), "switch", SAFE), "ns2.example.org. had not answered for MX")

    def test_a_path_of_which_nothing_was_heard(self) -> None:
        def is_mail(event: Event) -> bool:
            return isinstance(event, (Logged, Arrived)) and event.at > SAFE - 13

        self.assert_reason(go(self.waiting.without(is_mail), "switch", SAFE), "no message had arrived by the new path")

    def test_a_message_that_is_overdue(self) -> None:
        overdue = message_id(5)  # sent at 17 s, the one before the last

        def is_arrival(event: Event) -> bool:
            return isinstance(event, Arrived) and event.message_id == overdue

        run = go(self.waiting.without(is_arrival), "switch", START + 24.1)
        self.assert_reason(run, overdue, "sent by the new path at 17.0 s, had not arrived")

    def test_a_message_that_was_refused_and_none_since(self) -> None:
        last = message_id(7)  # sent at 23 s
        events = self.waiting.without(lambda e: getattr(e, "message_id", "") == last).events
        refused = Logged(START + 23, "proxy", "rejected", client=ADDRESSES.agent, detail="554 5.7.1 no")
        run = Run([*events, refused], self.waiting.statuses)
        self.assert_reason(go(run, "switch", SAFE), "a message, sent by the new path at 23.0 s, was refused or lost")
        for_now = Run([*events, replace(refused, detail="450 4.3.0 later")], self.waiting.statuses)
        self.assertEqual(self.reasons(go(for_now, "switch", SAFE)), [])


class Removing(GoCase):
    def test_in_good_order_nothing_is_said(self) -> None:
        self.assertEqual(self.reasons(go(self.run_, "remove_old", SWITCHED + 10.1), SCALED), [])

    def test_copies_from_before_the_switch(self) -> None:
        plan = replace(PLAN, verify_after=0, verify_for=1)
        self.assert_reason(go(self.run_, "remove_old", SWITCHED + 3.1), "old copies may live until 28.0 s", plan=plan)

    def test_mail_that_has_not_been_looked_at_for_long_enough(self) -> None:
        run = go(self.run_, "remove_old", SWITCHED + 10.1)
        self.assert_reason(run, "counts from 600 s after the switch, for 86400 s")
        plan = replace(SCALED, verify_for=10)
        self.assert_reason(run, "counts from 1 s after the switch, for 10 s", plan=plan)

    def test_a_message_that_was_lost_since_the_switch(self) -> None:
        lost = message_id(9)  # sent at 29 s
        run = self.run_.without(lambda e: isinstance(e, Arrived) and e.message_id == lost)
        plan = replace(SCALED, verify_for=20)
        self.assert_reason(go(run, "remove_old", SWITCHED + 23.1), lost, "had not arrived", plan=plan)


class Retiring(GoCase):
    def setUp(self) -> None:
        super().setUp()
        gone = Published(RETIRED, MX.name, "MX", 4, MX.stages[2], 4)

        def now(event: Event) -> Event:
            is_later = isinstance(event, Answered) and event.rrtype == "MX" and event.at >= RETIRED + 4
            return replace(event, records=MX.stages[2]) if is_later else event  # type: ignore[type-var]

        taken = [e for e in self.run_.events if isinstance(e, Logged) and (e.server, e.action) == ("old", "accepted")]
        sent = [replace(event, action="sent") for event in taken]
        self.retired = Run([*map(now, self.run_.events), *sent, gone], self.run_.statuses)

    def test_in_good_order_nothing_is_said(self) -> None:
        self.assertEqual(self.reasons(go(self.retired, "retire_old", RETIRED + 8.1)), [])

    def test_copies_that_lead_to_the_old_server(self) -> None:
        self.assert_reason(go(self.retired, "retire_old", RETIRED + 3.1), "old copies may live until 48.0 s")
        unchanged = self.retired.without(lambda e: isinstance(e, Published) and e.at == RETIRED)
        told = self.reasons(go(unchanged, "retire_old", RETIRED))
        self.assertTrue(any("old copies may live until nobody knows when" in each for each in told), told)

    def test_a_resolver_that_gives_them_all_the_same(self) -> None:
        late = Answered(RETIRED + 11, "plain", MX.name, "MX", MX.stages[1], 3, 0)
        run = Run([*self.retired.events, late], self.retired.statuses)
        self.assert_reason(go(run, "retire_old", RETIRED + 8.1), "plain still led to the old server at 55.0 s")

    def test_the_old_servers_own_name_counts_in_the_end_only(self) -> None:
        leaving = replace(OLD_ADDRESS, stages=(OLD_ADDRESS.stages[0], ()), steps=("retire_old",))
        plan = replace(PLAN, records=(MX, leaving))
        self.assertEqual(self.reasons(go(self.retired, "retire_old", RETIRED + 8.1), plan), [])
        passed = self.retired.tell(lambda s: replace(s, gates=(*s.gates[:-1], Gate("done", "old_host_expired", "pass"))))
        told = judge(plan, passed.events, passed.statuses).differences
        self.assertTrue(any("says pass of old_host_expired; what it asks after is published" in each for each in told))

    def test_mail_in_the_old_servers_queue(self) -> None:
        held = Logged(RETIRED, "old", "accepted", "<held@example.net>", ADDRESSES.sender)
        run = Run([*self.retired.events, held], self.retired.statuses)
        self.assert_reason(go(run, "retire_old", RETIRED + 8.1), "1 messages were in the old server's queue")
        waived = replace(PLAN, waived={"old_queue_empty": "looked at by hand"})
        self.assertEqual(self.reasons(go(run, "retire_old", RETIRED + 8.1), waived), [])


assert START < OLD_TTL_END < END
