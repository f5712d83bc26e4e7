"""The judge's rules about the instants of the timetable: neither too early nor too late."""

from dataclasses import replace

from lab.judge.timetable import PlannedStep, Proof, Supposed
from lab.judge.verdict import judge
from lab.story.plan import MX
from lab.tests.fabricated_run import LOWERED, OLD_TTL_END, PLAN, START, SWITCHED, Run
from lab.tests.times_case import TimesCase, tell_step
from lab.truth.events import Answered, Event, Published, Started

EARLY, LATE = "copies that it waits for may live until", "has to wait for copies until"
WAITING = LOWERED + 5
SAFE = replace(PLAN, verify_after=0, verify_for=1)


def at(instant: float, **changes: object) -> PlannedStep:
    """A step of which an instant is told, and nothing else."""
    return replace(PlannedStep("switch", "at", instant), **changes)  # type: ignore[arg-type]


class TooEarly(TimesCase):
    def test_an_honest_timetable_agrees(self) -> None:
        self.assertEqual(self.run_.differences(), ())
        self.assertGreater(judge(PLAN, self.run_.events, self.run_.statuses).of_times, 400)

    def test_the_switch_before_the_end_of_the_high_ttl(self) -> None:
        run = tell_step(self.run_, "switch", WAITING, lambda told: replace(told, at=LOWERED + 11.9))
        self.assert_told(run, f"switch is safe from 21.9 s on (not_before); {EARLY} 22.0 s")

    def test_open_means_now(self) -> None:
        run = tell_step(self.run_, "switch", WAITING, lambda told: PlannedStep("switch", "open"))
        self.assert_told(run, f"at 15.1 s the agent says that switch is safe from 15.1 s on (open); {EARLY} 22.0 s")
        run = tell_step(self.run_, "switch", WAITING, lambda told: at(LOWERED + 13, kind="open"))
        self.assert_told(run, f"safe from 15.1 s on (open); {EARLY} 22.0 s")

    def test_a_ttl_that_has_not_been_lowered(self) -> None:
        run = tell_step(self.run_, "switch", START + 5, lambda told: replace(told, at=START + 5.1 + 11))
        self.assert_told(run, f"(not_before, if lower_ttl is taken at 5.1 s); {EARLY} 17.1 s")

    def test_from_the_first_status_on(self) -> None:
        run = tell_step(self.run_, "switch", START + 1, lambda told: replace(told, at=START + 1.1))
        self.assert_told(run, f"(not_before, if lower_ttl is taken at 1.1 s); {EARLY} 13.1 s")

    def test_copies_of_what_is_switched(self) -> None:
        run = tell_step(self.run_, "remove_old", SWITCHED + 2, lambda told: replace(told, at=SWITCHED + 3.9))
        self.assert_told(run, f"remove_old is safe from 27.9 s on (at); {EARLY} 28.0 s", plan=SAFE)

    def test_steps_behind_the_next_one(self) -> None:
        for step, before in (("remove_old", "switch"), ("retire_old", "remove_old")):
            told = PlannedStep(step, "not_before", START + 33.9, Supposed(before, START + 30))
            run = tell_step(self.run_, step, WAITING, lambda _, told=told: told)  # type: ignore[misc]
            self.assert_told(run, f"if {before} is taken at 30.0 s); {EARLY} 34.0 s", plan=SAFE)

    def test_who_came_late_and_who_was_told(self) -> None:
        late = Run([*self.run_.events, Started(LOWERED + 4)], self.run_.statuses)
        early = tell_step(late, "switch", WAITING, lambda told: replace(told, at=LOWERED + 15.9))
        self.assert_told(early, f"safe from 25.9 s on (not_before); {EARLY} 26.0 s")
        told = replace(PLAN, is_lowering_told=True)
        self.assertEqual(self.differences(early, EARLY, told), [])
        early = tell_step(late, "switch", WAITING, lambda told: replace(told, at=LOWERED + 11.9))
        self.assert_told(early, f"{EARLY} 22.0 s", plan=told)


class TooLate(TimesCase):
    def waiting(self, run: Run, until: float) -> Run:
        proof = Proof("old_ttl_expired", "time", "copies", until)
        return tell_step(run, "switch", WAITING, lambda told: replace(told, at=until, proofs=(proof, *told.proofs[1:])))

    def test_more_than_margin_and_look(self) -> None:
        self.assertEqual(self.differences(self.waiting(self.run_, OLD_TTL_END + 1), LATE), [])
        self.assert_told(self.waiting(self.run_, OLD_TTL_END + 5), f"switch {LATE} 32.6 s; the last one ends by 22.0 s")

    def test_who_came_late_may_reckon_from_then_on_unless_it_was_told(self) -> None:
        late = Run([*self.run_.events, Started(LOWERED + 4)], self.run_.statuses)
        run = self.waiting(late, LOWERED + 4 + 12 + 5 + 2)
        self.assertEqual(self.differences(run, LATE), [])
        self.assert_told(run, f"switch {LATE} 33.0 s; the last one ends by 22.0 s", plan=replace(PLAN, is_lowering_told=True))

    def test_who_came_late_reckons_from_its_first_look_which_comes_within_seconds(self) -> None:
        late = Run([*self.run_.events, Started(LOWERED + 4)], self.run_.statuses)
        self.assertEqual(self.differences(self.waiting(late, LOWERED + 4 + 3 + 12 + 5 + 2), LATE), [])
        self.assert_told(self.waiting(late, LOWERED + 4 + 3 + 12 + 14), f"switch {LATE} 43.0 s; the last one ends by 29.0 s")

    def test_steps_behind_the_next_one_are_reckoned_with_the_lowered_ttl(self) -> None:
        def high(told: PlannedStep) -> PlannedStep:
            assert told.supposes
            return replace(told, proofs=(Proof("previous_stage_expired", "time", "copies", told.supposes.at + 12 + 5),))

        self.assert_told(tell_step(self.run_, "remove_old", START + 5, high), f"remove_old {LATE} 39.1 s; the last one ends by")


class Cached(TimesCase):
    def test_a_cache_that_still_has_it_after_the_told_time(self) -> None:
        def keeps(event: Event) -> Event:
            is_late = isinstance(event, Answered) and (event.server, event.rrtype) == ("min-ttl", "MX")
            return replace(event, records=MX.stages[0]) if is_late and event.at < SWITCHED + 12 else event  # type: ignore

        told = at(SWITCHED + 9, step="remove_old")
        run = tell_step(Run([*map(keeps, self.run_.events)], self.run_.statuses), "remove_old", SWITCHED + 2, lambda _: told)
        self.assert_told(run, "remove_old is safe from 33.0 s on; min-ttl still gave older data for MX at 35.8 s")
        back = Published(SWITCHED + 5, MX.name, "MX", 4, MX.stages[0], 4)
        self.assertEqual(self.differences(Run([*run.events, back], run.statuses), "still gave older data for MX"), [])


class Verifying(TimesCase):
    def test_mail_has_its_time_to_prove_the_path(self) -> None:
        run = tell_step(self.run_, "remove_old", SWITCHED + 20, lambda told: replace(told, at=SWITCHED + 86_000))
        self.assert_told(run, "remove_old is safe from 86024.0 s on; mail proves the new path for 87000 s from 24.0 s on")
        run = tell_step(self.run_, "remove_old", WAITING, lambda told: replace(told, at=START + 87_000))
        self.assert_told(run, "mail proves the new path for 87000 s from 27.6 s on")


class Promises(TimesCase):
    def told_again(self, until: float) -> Run:
        proof = Proof("old_ttl_expired", "time", "copies", until)
        return tell_step(self.run_, "switch", WAITING, lambda told: replace(told, proofs=(proof, *told.proofs[1:])))

    def test_what_was_told_is_not_put_off(self) -> None:
        self.assertEqual(self.differences(self.told_again(OLD_TTL_END), "puts switch off"), [])
        self.assert_told(self.told_again(OLD_TTL_END + 1), "puts switch off from 27.6 s to 28.6 s; nothing was published since")

    def test_what_is_published_may_put_it_off(self) -> None:
        run = self.told_again(OLD_TTL_END + 1)
        events = [*run.events, Published(WAITING - 1, MX.name, "MX", 3, MX.stages[0], 3)]
        self.assertEqual(self.differences(Run(events, run.statuses), "puts switch off"), [])

    def test_two_looks_later_its_gate_is_open(self) -> None:
        events = [event for event in self.run_.events if not (isinstance(event, Published) and event.at == SWITCHED)]
        run = self.run_.tell(lambda status: status if status.at < SWITCHED else replace(before(status, self.run_), at=status.at))
        word = "says wait of old_ttl_expired; before it told that copies end by 27.6 s"
        told = self.differences(Run(events, run.statuses), word)
        self.assertTrue(told and told[0].startswith("at 30.1 s"), told[:1])


def before(status: object, run: Run) -> object:
    """The last status before the switch."""
    return [each for each in run.statuses if each.at < SWITCHED][-1]
