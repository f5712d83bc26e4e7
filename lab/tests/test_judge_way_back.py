"""The judge's rules about going back: when it must be said and when not, by which lines, and what is told afterwards."""

from dataclasses import replace

from lab.addresses import ADDRESSES
from lab.judge.status import Decision, Status
from lab.judge.timetable import WayBack
from lab.judge.verdict import judge
from lab.story.plan import MX
from lab.tests.fabricated_run import END, PLAN, START, SWITCHED, JudgeCase, Run, message_id
from lab.truth.events import Answered, Arrived, Event, Logged, Published

HARMED = START + 41
"""When the second message by the new path is refused after the switch."""
BACK = END - 10
LINES = ("example.org. 4 IN MX 20 mx-old.example.org.",)


class WayBackCase(JudgeCase):
    def setUp(self) -> None:
        super().setUp()
        moments = (HARMED - 6, HARMED)
        refused = [Logged(at, "proxy", "rejected", client=ADDRESSES.agent, detail="554 5.7.1 no") for at in moments]
        gone = {message_id(number) for number in (11, 13, 15, 17)}
        kept = [e for e in self.run_.events if not (isinstance(e, (Arrived, Logged)) and e.message_id in gone)]
        self.harmed = Run([*kept, *refused], self.run_.statuses)

    def tell(self, run: Run, since: float, lines: tuple[str, ...] = LINES) -> Run:
        """The agent says roll back from then on."""
        said = Decision("roll_back", "remove_old", "Roll back.", lines)
        return run.tell(lambda s: replace(s, decision=said) if s.at >= since else s)

    def told(self, run: Run, word: str) -> list[str]:
        return [each for each in run.differences() if word in each]


class Deciding(WayBackCase):
    def test_harm_and_roll_back_agree(self) -> None:
        self.assertEqual(self.told(self.tell(self.harmed, HARMED + 0.5), "roll_back"), [])
        self.assertEqual(self.told(self.tell(self.harmed, HARMED + 0.5), "refused or lost"), [])

    def test_the_agent_may_know_of_a_refusal_before_the_lab_has_read_the_line(self) -> None:
        before = Run(self.harmed.events, [replace(s, at=s.at - 0.5) for s in self.harmed.statuses])
        self.assertEqual(self.told(self.tell(before, HARMED - 0.4), "nothing is a reason for that"), [])
        self.assertTrue(self.told(self.tell(before, HARMED - 1.4), "nothing is a reason for that"))

    def test_roll_back_without_harm(self) -> None:
        self.assertTrue(self.told(self.tell(self.run_, HARMED), "roll_back (Roll back.); nothing is a reason for that"))

    def test_roll_back_after_one_message(self) -> None:
        told = self.told(self.tell(self.harmed, HARMED - 5), "nothing is a reason for that")
        self.assertTrue(told and told[0].startswith("at 36.1 s"), told)

    def test_roll_back_before_the_switch(self) -> None:
        events = [event for event in self.harmed.events if not (isinstance(event, Published) and event.at == SWITCHED)]
        self.assertTrue(self.told(self.tell(Run(events, self.harmed.statuses), HARMED + 5), "nothing is a reason for that"))

    def test_harm_and_no_word_of_it(self) -> None:
        told = self.told(self.harmed, "the last two messages by the new path were refused or lost")
        self.assertTrue(told and told[0].startswith("at 44.1 s the agent says wait"), told[:1])

    def test_where_the_old_path_is_no_better_nothing_need_be_said(self) -> None:
        def is_arrival(event: Event) -> bool:
            return isinstance(event, Arrived) and event.at > HARMED - 12

        self.assertEqual(self.told(self.harmed.without(is_arrival), "refused or lost"), [])

    def test_messages_that_were_lost_are_harm_when_their_time_is_over(self) -> None:
        lost = {message_id(9), message_id(11)}  # sent at 29 and 35 s
        run = self.run_.without(lambda e: isinstance(e, Arrived) and e.message_id in lost)
        later = {message_id(13), message_id(15), message_id(17)}
        run = run.without(lambda e: isinstance(e, (Arrived, Logged)) and e.message_id in later)
        told = self.told(run, "the last two messages by the new path were refused or lost")
        self.assertTrue(told and told[0].startswith("at 50.1 s"), told[:1])


class Lines(WayBackCase):
    def test_others_than_those_of_before_are_a_difference(self) -> None:
        for wrong in ("", "example.org. 12 IN MX 20 mx-old.example.org.", "example.org. 4 IN MX 5 mx-new.example.org."):
            lines = (wrong,) if wrong else ()
            told = self.told(self.tell(self.harmed, HARMED + 0.5, lines), "to go back by")
            self.assertTrue(told and "what was before is example.org. 4 IN MX 20 mx-old.example.org." in told[0], told[:1])
        self.assertEqual(self.told(self.tell(self.harmed, HARMED + 0.5), "to go back by"), [])


class Afterwards(WayBackCase):
    def setUp(self) -> None:
        super().setUp()
        back = Published(BACK, MX.name, "MX", 4, MX.stages[0], 4)
        self.back = Run([*self.run_.events, back], self.run_.statuses)

    def after(self, old_end: float | None, is_rolled_back: bool = True) -> Run:
        def change(status: Status) -> Status:
            if status.at < BACK + 1:
                return status
            mx, *others = status.records
            told = replace(mx, old_end=old_end)
            return replace(status, records=(told, *others), is_rolled_back=is_rolled_back, phase="lower_ttl")

        return self.back.tell(change)

    def test_that_it_was_rolled_back_must_be_said(self) -> None:
        self.assertEqual(self.told(self.after(BACK + 9), "rollback"), [])
        self.assertTrue(self.told(self.after(BACK + 9, is_rolled_back=False), "nothing of a rollback; what is published"))
        forward = self.run_.tell(lambda s: replace(s, is_rolled_back=True) if s.at > END - 3 else s)
        self.assertTrue(self.told(forward, "that the switch was rolled back; what is published says otherwise"))

    def test_the_bound_is_about_what_was_taken_back(self) -> None:
        word = "copies from before “old MX only”"
        self.assertEqual(self.told(self.after(BACK + 9), word), [])
        self.assertTrue(self.told(self.after(BACK + 3), f"{word} may live until 53.0 s; by what was published until 54.0 s"))
        self.assertTrue(self.told(self.after(BACK + 13), word))
        self.assertTrue(self.told(self.after(None), f"{word} may live nobody knows how long"))

    def test_the_ttl_that_is_left_is_not_back_before_the_copies_of_what_was_taken_back_end(self) -> None:
        def saying(later: float) -> Run:
            high = ("example.org. 12 IN MX 20 mx-old.example.org.",)
            return self.back.tell(
                lambda s: replace(s, way_back=WayBack(high, s.at + later)) if BACK + 2 < s.at < BACK + 3 else s
            )

        self.assertTrue(self.told(saying(0), "says that the way back has taken effect by"))
        self.assertEqual(self.told(saying(3), "says that the way back has taken effect by"), [])
        self.assertEqual(self.told(saying(3), "has not taken effect before"), [])

    def test_the_phase_is_the_one_that_the_records_show(self) -> None:
        self.assertEqual(self.told(self.after(BACK + 9), "phase lower_ttl"), [])
        self.assertTrue(self.told(self.back, "the agent says phase verify; what is published is lower_ttl"))

    def test_answers_from_before_the_switch_are_no_old_ones_then(self) -> None:
        mx = MX.stages[0]
        events = [
            replace(e, records=mx) if isinstance(e, Answered) and e.rrtype == "MX" and e.at > BACK + 2 else e
            for e in self.after(BACK + 9).events
        ]
        told = judge(PLAN, events, self.after(BACK + 9).statuses).differences
        self.assertEqual([each for each in told if "still saw an older answer" in each], [])


class Waivers(JudgeCase):
    def test_a_gate_that_nobody_waives_is_not_waived(self) -> None:
        def waive(status: Status) -> Status:
            gates = [replace(g, verdict="waived") if g.gate == "spf_covers_both" else g for g in status.gates]
            return replace(status, gates=tuple(gates))

        run = self.run_.tell(waive)
        self.assert_some(run, "says waived of spf_covers_both; the operator waives no such gate")

    def test_a_waiver_is_not_forgotten(self) -> None:
        plan = replace(PLAN, waived={"spf_covers_both": "tried"})
        told = judge(plan, self.run_.events, self.run_.statuses).differences
        self.assertTrue(any("says no_evidence of spf_covers_both, which the operator waives" in each for each in told))
