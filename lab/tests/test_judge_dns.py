"""The judge's rules about resolvers, name servers and evidence: each with a run that passes and one that does not."""

import unittest
from dataclasses import replace

from lab.judge.status import Authority, Change, Resolver, Status, Version
from lab.judge.verdict import judge
from lab.story.plan import MX
from lab.tests.fabricated_run import END, LAG, PLAN, SWITCHED, TTL, JudgeCase, Run, is_sample_of
from lab.truth.events import Answered, Event, Published


LAST_STAGE = END - 2
"""When the third stage is published in some runs: too late for the agent to have to know of it."""


class Honesty(JudgeCase):
    def test_an_honest_run_has_no_difference_and_many_comparisons(self) -> None:
        verdict = judge(PLAN, self.run_.events, self.run_.statuses)
        self.assertEqual(verdict.differences, ())
        self.assertGreater(verdict.compared, 500)
        self.assertTrue(verdict.is_honest)


class Evidence(JudgeCase):
    def test_no_status_is_a_difference(self) -> None:
        self.assert_one(Run(self.run_.events, []), "no evidence is never a pass")

    def test_an_empty_status_is_a_difference(self) -> None:
        empty = self.run_.tell(lambda status: replace(status, records=(), messages=()))
        self.assert_some(empty, "does not mention")
        self.assert_some(empty, "no message by the path old")
        self.assert_some(empty, "accepted by proxy", "not of it")

    def test_an_unreported_resolver_is_a_difference(self) -> None:
        def forget(status: Status) -> Status:
            mx, address = status.records
            kept = tuple(r for r in mx.resolvers if r.id != "pool")
            return replace(status, records=(replace(mx, resolvers=kept), address))

        self.assert_some(self.run_.tell(forget), "resolvers of the lab that the agent does not mention: pool")

    def test_an_unreported_and_a_foreign_name_server_are_differences(self) -> None:
        run = self.run_.tell_authority("ns2.example.org.", lambda a: replace(a, nameserver="ns3.example.org."))
        self.assert_some(run, "does not mention: ns2.example.org.")
        self.assert_some(run, "the lab does not have: ns3.example.org.")

    def test_a_resolver_whose_state_is_never_known_is_a_difference(self) -> None:
        run = self.run_.tell_resolver("plain", lambda r, _: replace(r, state="unreachable"))
        self.assert_one(run, "knew the state of plain in 0 of 59 statuses")

    def test_a_lab_that_did_not_look_proves_nothing(self) -> None:
        self.assert_some(self.run_.without(is_sample_of("plain", MX)), "no sample of plain")

    def test_an_agent_that_fell_silent_is_a_difference(self) -> None:
        run = Run(self.run_.events, self.run_.statuses[:-10])
        self.assert_some(run, "last status is of 49.1 s, the play went on until 59.8 s")


class Switches(JudgeCase):
    def told_at(self, name: str, lag: float) -> Run:
        at = SWITCHED + lag

        def change(resolver: Resolver, status: Status) -> Resolver:
            history = (Change(1000.0, frozenset({0})), Change(at, frozenset({1})))
            changes = tuple(c for c in history if c.at <= status.at)
            return replace(resolver, state="new" if len(changes) == 2 else "old", changes=changes)

        return self.run_.tell_resolver(name, change)

    def test_within_the_tolerance_both_ways_is_no_difference(self) -> None:
        last_old, copy_out = LAG["plain"] - 0.1, LAG["plain"] - 0.1 + TTL
        for lag in (last_old - 1.9, copy_out + 1.9):
            self.assertEqual(self.told_at("plain", lag).differences(), ())
        for lag in (last_old - 3.0, copy_out + 3.0):
            self.assert_some(self.told_at("plain", lag), "plain: the agent says it switched", "at 27.5 s", "at 27.8 s")

    def test_too_early_and_too_late_are_differences_with_both_figures(self) -> None:
        self.assert_some(self.told_at("min-ttl", 4.0), "min-ttl: the agent says it switched", "at 28.0 s", "at 33.5 s")
        self.assert_some(self.told_at("plain", 12.0), "plain: the agent says it switched", "at 36.0 s", "at 27.8 s")

    def test_never_told_and_never_seen(self) -> None:
        self.assert_some(self.told_at("plain", 999.0), "switched to “new MX beside the old” never")
        unseen = self.run_.without(
            lambda e: is_sample_of("plain", MX)(e) and getattr(e, "records") == MX.stages[1]
        )
        self.assert_some(unseen, "plain", "none but new ones from then on never")

    def test_a_cache_that_drops_a_copy_early_makes_no_liar(self) -> None:
        """The old copy that was sampled last could have lived for its TTL."""
        self.assertEqual(self.told_at("plain", LAG["plain"] + 4.5).differences(), ())

    def test_after_a_silence_a_question_that_waits_may_come_between_and_no_more(self) -> None:
        def is_silence(event: Event) -> bool:
            return is_sample_of("plain", MX)(event) and SWITCHED - 1 < event.at < SWITCHED + 14

        for lag, expected in ((14.0, 0), (20.9, 0), (21.2, 1)):
            run = self.told_at("plain", lag).without(is_silence)
            switches = [difference for difference in run.differences() if "switched" in difference]
            self.assertEqual(len(switches), expected, (lag, switches))

    def test_who_falls_silent_as_soon_as_it_has_switched_shows_that_when_it_answers_again(self) -> None:
        def is_silence(event: Event) -> bool:
            return is_sample_of("plain", MX)(event) and SWITCHED + 5 < event.at < SWITCHED + 14

        for lag, expected in ((14.0, 0), (20.9, 0), (21.2, 1)):
            run = self.told_at("plain", lag).without(is_silence)
            switches = [difference for difference in run.differences() if "switched" in difference]
            self.assertEqual(len(switches), expected, (lag, switches))

    def test_a_silence_gives_no_leave_to_date_the_switch_early(self) -> None:
        def is_silence(event: Event) -> bool:
            return is_sample_of("plain", MX)(event) and SWITCHED + 5 < event.at < SWITCHED + 14

        for lag, expected in ((LAG["plain"] - 1.9, 0), (LAG["plain"] - 2.5, 1)):
            run = self.told_at("plain", lag).without(is_silence)
            switches = [difference for difference in run.differences() if "switched" in difference]
            self.assertEqual(len(switches), expected, (lag, switches))

    def test_old_through_a_silence_that_outlives_the_copy_is_a_difference(self) -> None:
        def is_silence(event: Event) -> bool:
            return is_sample_of("plain", MX)(event) and SWITCHED + 5 < event.at < SWITCHED + 14

        def old(resolver: Resolver, status: Status) -> Resolver:
            return replace(resolver, state="old") if status.at < SWITCHED + 14 else resolver

        run = self.run_.without(is_silence).tell_resolver("plain", old)
        self.assert_some(run, "plain: at", "the agent says old", "no older copy that lived beyond 30.5 s")

    def test_a_silence_long_after_the_switch_gives_no_leave(self) -> None:
        def is_silence(event: Event) -> bool:
            return is_sample_of("plain", MX)(event) and SWITCHED + 9.5 < event.at < SWITCHED + 14

        run = self.told_at("plain", 14.0).without(is_silence)
        self.assertEqual(len([difference for difference in run.differences() if "switched" in difference]), 1)

    def test_the_pool_has_switched_when_its_second_cache_has(self) -> None:
        run = self.told_at("pool", LAG["pool"] - 1.5)
        self.assert_some(run, "pool: the agent says it switched")


class States(JudgeCase):
    def test_new_while_old_answers_are_still_to_come_is_a_difference(self) -> None:
        run = self.run_.tell_resolver("pool", lambda r, _: replace(r, state="new"))
        self.assert_one(run, "pool: at 1.1 s the agent says new", "still saw an older answer at 29.0 s")

    def test_old_long_after_the_last_old_copy_is_a_difference(self) -> None:
        run = self.run_.tell_resolver("plain", lambda r, _: replace(r, state="old"))
        self.assert_one(run, "plain: at", "the agent says old", "no older copy that lived beyond 30.5 s")

    def test_the_share_of_new_is_neither_ahead_of_the_first_new_answer_nor_behind_the_last_old_copy(self) -> None:
        self.assert_one(self.run_.tell_ratio(lambda _: 1.0), "at 1.1 s", "100% is new", "first new answer anywhere at 27.8 s")
        self.assert_one(self.run_.tell_ratio(lambda ratio: ratio * 0.9), "90% is new", "lived beyond 36.5 s")
        self.assertEqual(self.run_.tell_ratio(lambda _: None).differences(), ())

    def test_what_a_later_stage_has_superseded_is_not_asked_for_any_more(self) -> None:
        """A cache behind the address holds the last stage, of which the agent has heard from no authority yet."""
        run = _with_last_stage(self.run_)
        self.assertEqual(run.differences(), ())
        self.assertEqual(_mixed_at_the_pool(run, since=LAST_STAGE).differences(), ())
        early = _mixed_at_the_pool(run, since=LAST_STAGE - 1)
        self.assert_some(early, "pool: at 57.1 s the agent says mixed", "no older copy that lived beyond")
        self.assert_some(early, "MX: at 57.1 s the agent says that 83% is new", "no older copy that lived beyond")
        self.assertEqual(len(early.differences()), 2)

    def test_ttls_may_differ_by_rounding_only(self) -> None:
        run = self.run_.tell_resolver("plain", lambda r, _: replace(r, ttl=5))
        self.assertEqual(run.differences(), ())
        run = self.run_.tell_resolver("plain", lambda r, _: replace(r, ttl=6))
        self.assert_one(run, "TTL 6; the lab was given 3 to 3 (59 such)")


    def test_a_resolver_that_has_fallen_silent_gave_its_last_ttl_before(self) -> None:
        silent = self.run_.without(
            lambda e: is_sample_of("plain", MX)(e) and SWITCHED + 10 < e.at < SWITCHED + 20
        )
        self.assertEqual(silent.differences(), ())
        told = silent.tell_resolver("plain", lambda r, status: replace(r, ttl=9 if status.at > SWITCHED + 15 else TTL))
        self.assert_one(told, "plain: at 39.1 s the agent says MX TTL 9; the lab was given 3 to 3")

    def test_a_resolver_that_lets_its_clients_wait_is_told_of_late(self) -> None:
        def served(event: Event, seconds: float) -> Event:
            if isinstance(event, Answered) and (event.server, event.rrtype) == ("plain", "MX"):
                return replace(event, ttl=9 if event.at < END - 10 else 3, seconds=seconds)
            return event

        def told(resolver: Resolver, status: Status) -> Resolver:
            return replace(resolver, ttl=9 if status.at < END - 5 else 3)

        run = self.run_.tell_resolver("plain", told)
        for seconds, expected in ((0.0, 1), (3.5, 0)):
            events = [served(event, seconds) for event in run.events]
            self.assertEqual(len(Run(events, run.statuses).differences()), expected, seconds)

    def test_of_a_pool_the_agent_may_have_an_older_ttl_only_where_one_cache_lets_it_wait(self) -> None:
        def countdown(event: Event) -> Event:
            is_pool = is_sample_of("pool", MX)(event)
            return replace(event, ttl=int(1100 - event.at)) if is_pool else event  # type: ignore[type-var]

        told = Run([countdown(event) for event in self.run_.events], self.run_.statuses).tell_resolver(
            "pool", lambda r, s: replace(r, ttl=int(1100 - s.at) + (6 if s.at > 1010 else 0))
        )
        self.assert_some(told, "pool: at", "such")
        failed = [Answered(1000 + n, "pool", MX.name, "MX", (), None, None, "no reply") for n in range(60)]
        self.assertEqual([d for d in Run([*told.events, *failed], told.statuses).differences() if "TTL" in d], [])

    def test_of_a_pool_the_agent_may_have_met_the_cache_that_the_lab_met_before_or_after(self) -> None:
        def by_turns(event: Event) -> Event:
            is_other = is_sample_of("pool", MX)(event) and 0 <= event.at - met < 0.5
            return replace(event, ttl=40) if is_other else event  # type: ignore[type-var]

        def told(resolver: Resolver, status: Status) -> Resolver:
            return replace(resolver, ttl=50) if status.at == at else resolver

        at = next(status.at for status in self.run_.statuses if status.at > SWITCHED + 12)
        met = at + 10
        run = self.run_.tell_resolver("pool", told)
        self.assert_one(run, "the agent says MX TTL 50; the lab was given 3 to 3")
        self.assertEqual(Run([by_turns(event) for event in run.events], run.statuses).differences(), ())
        met = at + 20
        self.assertNotEqual(Run([by_turns(event) for event in run.events], run.statuses).differences(), ())

    def test_of_a_pool_at_the_end_of_the_run_the_lab_may_have_missed_a_cache(self) -> None:
        last = self.run_.statuses[-1].at
        for at, expected in ((last, 0), (last - 6, 1)):
            moment = min((status.at for status in self.run_.statuses), key=lambda each: abs(each - at))
            told = self.run_.tell_resolver(
                "pool", lambda r, status: replace(r, ttl=50) if status.at == moment else r
            )
            self.assertEqual(len(told.differences()), expected, told.differences())

    def test_a_fleeting_ttl_may_have_been_given_to_the_agent_alone(self) -> None:
        run = self.run_.tell_resolver("plain", lambda r, _: replace(r, ttl=30))
        self.assert_one(run, "TTL 30; the lab was given 3 to 3")
        plan = replace(PLAN, ways=replace(PLAN.ways, fleeting_ttls={"plain": 30}))
        self.assertEqual(judge(plan, run.events, run.statuses).differences, ())

    def test_an_answer_that_is_an_error_is_no_older_version(self) -> None:
        failed = [Answered(END - 5, "plain", MX.name, "MX", (), None, 2)]
        self.assertEqual(Run([*self.run_.events, *failed], self.run_.statuses).differences(), ())


class Authorities(JudgeCase):
    def test_another_rrset_ttl_or_serial_is_a_difference(self) -> None:
        for wrong in ({"rrset": MX.stages[2]}, {"ttl": 5}, {"serial": 2}):
            run = self.run_.tell_authority("ns1.example.org.", lambda a, wrong=wrong: replace(a, **wrong))  # type: ignore[misc]
            self.assert_one(run, "ns1.example.org.: the agent says MX", "published is", "serial 3")

    def test_a_missing_version_is_a_difference(self) -> None:
        run = self.run_.tell_authority("ns2.example.org.", lambda a: replace(a, versions=a.versions[1:]))
        self.assert_one(run, "ns2.example.org.: the agent tells the versions", "with TTL 12")

    def test_an_end_before_the_last_sight_or_long_after_the_first_without_is_a_difference(self) -> None:
        for shift, words in ((-2.0, "ended at 8.6 s"), (4.0, "ended at 14.6 s")):
            run = self.run_.tell_authority("ns1.example.org.", lambda a, shift=shift: _shift_first_end(a, shift))  # type: ignore[misc]
            self.assert_one(run, words, "served until 9.8 s and gone at 10.0 s")

    def test_a_change_just_before_the_last_look_may_be_told_or_not(self) -> None:
        just_now = [Published(END - 0.5, MX.name, "MX", 4, MX.stages[2], 4)]
        asked = [Answered(END - 0.25, ns.rstrip("."), MX.name, "MX", MX.stages[2], 4, 0) for ns in PLAN.authorities]
        run = Run([*self.run_.events, *just_now, *asked], self.run_.statuses)
        self.assertEqual(run.differences(), ())
        self.assert_one(run.tell_authority("ns1.example.org.", lambda a: replace(a, serial=2)), "serial 2", "serial 4")
        self.assert_one(run.tell_authority("ns1.example.org.", lambda a: replace(a, versions=a.versions[1:])), "versions")

    def test_what_is_still_served_has_no_end(self) -> None:
        def end(authority: Authority) -> Authority:
            *before, last = authority.versions
            return replace(authority, versions=(*before, replace(last, ended=END - 5)))

        self.assert_one(self.run_.tell_authority("ns1.example.org.", end), "ended at 55.0 s; the lab saw it to the end")


def _with_last_stage(run: Run) -> Run:
    """The zone goes on to its last stage; no resolver that the lab asks has it yet."""
    names = [name.rstrip(".") for name in PLAN.authorities]

    def now(event: Event) -> Event:
        is_later = isinstance(event, Answered) and event.at >= LAST_STAGE
        return replace(event, records=MX.stages[2]) if is_later and event.server in names and event.rrtype == "MX" else event

    published = Published(LAST_STAGE, MX.name, "MX", 4, MX.stages[2], 4)
    return Run([*map(now, run.events), published], run.statuses)


def _mixed_at_the_pool(run: Run, since: float) -> Run:
    def change(status: Status) -> Status:
        if status.at < since:
            return status
        mx, address = status.records
        resolvers = tuple(replace(r, state="mixed") if r.id == "pool" else r for r in mx.resolvers)
        return replace(status, records=(replace(mx, resolvers=resolvers, ratio=2.5 / 3), address))

    return run.tell(change)


def _shift_first_end(authority: Authority, seconds: float) -> Authority:
    def shifted(version: Version) -> Version:
        return version if version.ended is None else replace(version, ended=version.ended + seconds)

    first, *rest = authority.versions
    return replace(authority, versions=(shifted(first), *rest))


if __name__ == "__main__":
    unittest.main()
