"""The judge's rules about the timetable as a whole: its order, what is taken, the gates, and who is named."""

from dataclasses import replace

from lab.judge.status import Decision, Gate
from lab.judge.timetable import PlannedStep, Proof
from lab.story.plan import MX, STEPS
from lab.tests.fabricated_run import LOWERED, OLD_TTL_END, PLAN, START, SWITCHED, Run
from lab.tests.times_case import TimesCase, tell_gate, tell_step
from lab.truth.events import Answered, Event, Published

WAITING = LOWERED + 5
SECONDARY = "ns2.example.org."
WAIVED = replace(PLAN, waived={"old_server_quiet": "watched by hand"})


class Order(TimesCase):
    def test_every_step_in_order(self) -> None:
        run = self.run_.tell(lambda s: replace(s, timetable=s.timetable[:-1]) if s.at < START + 2 else s)
        self.assert_told(run, "tells of the steps lower_ttl, switch, remove_old, retire_old; they are lower_ttl,", "done")
        run = self.run_.tell(lambda s: replace(s, timetable=()) if s.at < START + 2 else s)
        self.assert_told(run, "tells of the steps nothing; they are")

    def test_nothing_behind_the_next_step_is_a_promise(self) -> None:
        for kind in ("at", "open", "under_way", "taken"):
            run = tell_step(self.run_, "remove_old", WAITING, lambda told, kind=kind: replace(told, kind=kind))  # type: ignore
            word = "tells not_before of switch" if kind == "taken" else f"tells {kind} of remove_old"
            self.assert_told(run, f"{word}, which is not the next step")

    def test_in_the_end_nothing_may_have_shown_that_the_old_server_is_out_of_the_way(self) -> None:
        words, last = "is not the next step", self.run_.statuses[-1].at
        for step, expected in (("retire_old", 0), ("remove_old", 1)):
            told = tuple(PlannedStep(each, "open" if each == step else "taken") for each in STEPS)
            run = self.run_.tell(lambda s, told=told: replace(s, timetable=told) if s.at >= last else s)  # type: ignore[misc]
            self.assertEqual(len(self.differences(run, words)), expected, step)

    def test_a_time_is_there_where_the_kind_says_so(self) -> None:
        run = tell_step(self.run_, "switch", WAITING, lambda told: replace(told, kind="at", at=None))
        self.assert_told(run, "tells at of switch, with no instant")
        run = tell_step(self.run_, "switch", WAITING, lambda told: replace(told, kind="no_time"))
        self.assert_told(run, "tells no_time of switch, with an instant")


class Taken(TimesCase):
    def test_what_is_not_published_is_not_taken(self) -> None:
        run = tell_step(self.run_, "lower_ttl", START + 5, lambda told: replace(told, kind="taken"))
        self.assert_told(run, "at 5.1 s the agent says that lower_ttl is taken; what is published says otherwise")
        run = tell_step(self.run_, "retire_old", SWITCHED + 5, lambda told: replace(told, kind="taken"))
        self.assert_told(run, "says that retire_old is taken; what is published says otherwise")

    def test_what_has_long_been_published_is(self) -> None:
        run = tell_step(self.run_, "switch", SWITCHED + 5, lambda told: replace(told, kind="open"))
        self.assert_told(run, "says that switch is not taken; what is published says otherwise")

    def test_since_when(self) -> None:
        for wrong, told in ((LOWERED - 1, "9.0 s"), (LOWERED + 4, "14.0 s")):
            run = tell_step(self.run_, "lower_ttl", WAITING, lambda step, at=wrong: replace(step, at=at))  # type: ignore[misc]
            self.assert_told(run, f"lower_ttl is taken since {told}; it was published at 10.0 s")
        run = tell_step(self.run_, "switch", SWITCHED + 9, lambda step: replace(step, at=SWITCHED + 4))
        self.assert_told(run, "switch is taken since 28.0 s; it was published at 24.0 s")


class Gates(TimesCase):
    def test_a_gate_of_time_is_shut_while_the_time_lies_ahead(self) -> None:
        run = tell_gate(self.run_, Gate("switch", "old_ttl_expired", "pass"), WAITING)
        self.assert_told(run, "not_before of switch; every gate that time opens is open, and the time lies ahead")

    def test_open_means_that_none_is_shut(self) -> None:
        run = tell_step(self.run_, "switch", OLD_TTL_END - 6, lambda told: replace(told, kind="open", at=None))
        self.assert_told(run, "says open of switch; shut are old_ttl_expired, spf_covers_both")

    def test_at_means_that_nothing_but_time_is_missing(self) -> None:
        run = tell_step(self.run_, "switch", WAITING, lambda told: replace(told, kind="at"))
        self.assert_told(run, "says at of switch; not for time alone are shut spf_covers_both")

    def test_not_before_means_that_something_else_is(self) -> None:
        run = tell_gate(self.run_, Gate("switch", "spf_covers_both", "pass"), WAITING)
        self.assert_told(run, "not_before of switch; all that is shut is old_ttl_expired, and that waits for time")

    def test_go_is_said_of_what_is_open(self) -> None:
        go = Decision("go", "switch", "Go.")
        run = self.run_.tell(lambda s: replace(s, decision=go) if WAITING <= s.at < WAITING + 1 else s)
        self.assert_told(run, "switch may be taken now, and of its time not_before")

    def test_or_of_what_some_name_servers_publish_already(self) -> None:
        go = Decision("go", "remove_old", "Go.")
        run = self.run_.tell(lambda s: replace(s, decision=go) if SWITCHED + 9 <= s.at < SWITCHED + 10 else s)
        self.assert_told(run, "remove_old may be taken now, and of its time")
        run = tell_step(run, "remove_old", SWITCHED + 9, lambda told: replace(told, kind="under_way", at=None))
        self.assert_told(run, "remove_old may be taken now, and of its time under_way")
        last = Published(SWITCHED + 8.9, MX.name, "MX", 4, MX.stages[2], 9)
        begun = Run([*run.events, last], run.statuses)
        self.assertEqual(self.differences(begun, "may be taken now, and of its time"), [])


class UnderWay(TimesCase):
    """The secondary follows twelve seconds late."""

    def setUp(self) -> None:
        super().setUp()

        def lags(event: Event) -> Event:
            is_secondary = isinstance(event, Answered) and (event.server, event.rrtype) == (SECONDARY[:-1], "MX")
            is_late = is_secondary and SWITCHED <= event.at < SWITCHED + 12
            return replace(event, records=MX.stages[0]) if is_late else event  # type: ignore[type-var]

        self.lagging = Run([*map(lags, self.run_.events)], self.run_.statuses)

    def under_way(self, run: Run, named: str = SECONDARY, since: float = SWITCHED + 5) -> Run:
        text = f"{named} (192.0.2.2) publishes 20 mx-old.example.org. for example.org. MX"
        proofs = (Proof("authorities_agree", "endless", text),)
        lines = ("example.org. 4 IN MX 5 mx-new.example.org.", "example.org. 4 IN MX 20 mx-old.example.org.")
        told = PlannedStep("switch", "under_way", SWITCHED + 0.6, None, proofs, lines)
        run = tell_step(run, "switch", since, lambda _: told)
        for step in ("remove_old", "retire_old", "done"):
            run = tell_step(run, step, since, lambda _, step=step: PlannedStep(step, "no_time"))  # type: ignore[misc]
        return run

    def test_a_server_that_lags_is_named(self) -> None:
        run = self.under_way(self.lagging)
        self.assertEqual([each for each in self.differences(run, "at 29.1 s") if "switch" in each and "is taken" not in each], [])
        self.assert_told(self.under_way(self.lagging, "ns1.example.org."), "ns2.example.org. has not followed with MX", "waits for")

    def test_a_server_that_lags_is_not_passed_over(self) -> None:
        told = self.differences(self.lagging, "says taken of the switch; ns2.example.org. has not followed with MX")
        self.assertTrue(told and told[0].startswith("at 27.1 s"), told[:1])

    def test_nothing_is_told_of_later_steps(self) -> None:
        later = PlannedStep("done", "not_before", SWITCHED + 99)
        run = tell_step(self.under_way(self.lagging), "done", SWITCHED + 5, lambda _: later)
        self.assert_told(run, "tells not_before of done, while the switch is under way")

    def test_where_nobody_lags_it_is_not_under_way(self) -> None:
        self.assert_told(self.under_way(self.run_), "says that the switch is under way; what is published says otherwise")
        run = self.under_way(self.run_, since=SWITCHED - 5)
        self.assert_told(run, "says that the switch is under way; what is published says otherwise")


class QuietServer(TimesCase):
    def test_no_time_is_promised_for_retiring_the_old_server(self) -> None:
        told = PlannedStep("retire_old", "at", SWITCHED + 99)
        run = tell_step(self.run_, "retire_old", SWITCHED + 9, lambda _: told)
        self.assert_told(run, "says at of retire_old; nobody knows old_server_quiet")
        self.assertEqual(self.differences(run, "nobody knows old_server_quiet", WAIVED), [])

    def test_that_it_is_missing_is_said(self) -> None:
        said = Decision("wait", "retire_old", "Wait.")
        run = self.run_.tell(lambda s: replace(s, decision=said) if SWITCHED + 9 <= s.at < SWITCHED + 10 else s)
        self.assertEqual(self.differences(run, "not that old_server_quiet is missing"), [])
        run = tell_step(run, "retire_old", SWITCHED + 9, lambda told: replace(told, proofs=told.proofs[:1]))
        self.assert_told(run, "says not_before of retire_old, and not that old_server_quiet is missing")


class WaysBack(TimesCase):
    def tell(self, since: float, **changes: object) -> Run:
        return self.run_.tell(
            lambda s: replace(s, way_back=replace(s.way_back, **changes)) if since <= s.at < since + 1 else s  # type: ignore
        )

    def test_it_takes_effect_when_no_cache_can_hold_what_is_taken_back(self) -> None:
        run = self.tell(SWITCHED + 9, effective=SWITCHED + 13)
        self.assert_told(run, "way back has taken effect by 37.0 s; copies of what is taken back may live until 37.1 s")

    def test_copies_with_an_earlier_ttl_count(self) -> None:
        high = Published(SWITCHED, MX.name, "MX", 60, MX.stages[1], 3)
        low = Published(SWITCHED + 1, MX.name, "MX", 4, MX.stages[1], 4)
        events = [event for event in self.run_.events if not (isinstance(event, Published) and event.at == SWITCHED)]
        told = self.differences(Run([*events, high, low], self.run_.statuses), "copies of what is taken back may live until 85.0 s")
        self.assertTrue(told)

    def test_its_lines(self) -> None:
        self.assert_told(self.tell(SWITCHED + 9, publish=("example.org. 4 IN MX 5 mx-new.example.org.",)), "tells the way back")
        self.assert_told(self.tell(START + 5, publish=("x.",), effective=START + 9), "what was before is (nothing else)")

    def test_a_lowered_ttl_is_taken_back_too(self) -> None:
        self.assert_told(self.tell(WAITING, publish=()), "tells the way back (none); what was before is example.org. 12 IN MX 20")
        self.assert_told(self.tell(WAITING, publish=("example.org. 4 IN MX 20 mx-old.example.org.",)), "tells the way back")

    def test_their_ttl_may_be_that_of_a_name_server_that_has_not_followed_yet(self) -> None:
        events = [event for event in self.run_.events if not (isinstance(event, Published) and event.at == SWITCHED)]
        higher = Published(SWITCHED, MX.name, "MX", 8, MX.stages[1], 3)
        told = self.differences(Run([*events, higher], self.run_.statuses), "tells the way back example.org. 4 IN MX 20")
        self.assertTrue(told)
        self.assertGreater(min(float(each.split()[1]) for each in told), SWITCHED - START + 2)

    def test_their_ttl_is_a_low_one_where_the_one_from_before_is_back(self) -> None:
        restored = Published(SWITCHED + 15, MX.name, "MX", 12, MX.stages[1], 4)
        events = [*self.run_.events, restored]
        self.assertEqual(self.differences(Run(events, self.run_.statuses), "tells the way back"), [])
        high = self.tell(SWITCHED + 18, publish=("example.org. 12 IN MX 20 mx-old.example.org.",))
        self.assertTrue(self.differences(Run(events, high.statuses), "tells the way back example.org. 12 IN MX 20"))

    def test_an_instant_is_told_where_something_can_be_taken_back(self) -> None:
        self.assert_told(self.tell(SWITCHED + 9, effective=None), "tells not when the way back by example.org. 4 IN MX 20")
        self.assert_told(self.tell(START + 5, effective=START + 9), "tells when the way back by nothing takes effect")

    def test_copies_of_what_comes_back_are_no_reason_to_wait(self) -> None:
        self.assertEqual(self.differences(self.tell(SWITCHED + 9, effective=SWITCHED + 9 + 13), "not taken effect before"), [])
        run = self.tell(SWITCHED + 9, effective=SWITCHED + 9 + 15)
        self.assert_told(run, "has not taken effect before 48.0 s; the last copy of what is taken back ends by 37.1 s")


class Lines(TimesCase):
    def test_the_switch_does_not_undo_the_lowering(self) -> None:
        high = ("example.org. 12 IN MX 5 mx-new.example.org.", "example.org. 12 IN MX 20 mx-old.example.org.")
        run = tell_step(self.run_, "switch", START + 5, lambda told: replace(told, publish=high))
        self.assert_told(run, "says that switch publishes example.org. 12 IN MX 5 mx-new.example.org.; ", "by the plan it is")

    def test_it_publishes_something(self) -> None:
        run = tell_step(self.run_, "switch", START + 5, lambda told: replace(told, publish=()))
        self.assert_told(run, "says that switch publishes nothing; by the plan it is example.org. 4 IN MX 20 mx-old")

    def test_the_last_step_restores_the_ttl(self) -> None:
        low = ("example.org. 4 IN MX 5 mx-new.example.org.",)
        run = tell_step(self.run_, "done", START + 5, lambda told: replace(told, publish=low))
        self.assert_told(run, "done publishes example.org. 4 IN MX 5", "by the plan it is example.org. 12 IN MX 5 mx-new.example.org.")
