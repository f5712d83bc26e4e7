"""The judge's rules about what the agent found out, and about addresses of which nobody can tell how many caches are old."""

import unittest
from dataclasses import replace

from lab.judge.status import FoundWays, Resolver, Status
from lab.judge.verdict import judge
from lab.story.plan import MX, Plan, Ways
from lab.tests.fabricated_run import LAG, LOWERED, PLAN, START, SWITCHED, JudgeCase, Run, honest, is_sample_of
from lab.truth.events import Answered, Event

CAUSES = ("floor", "stale", "frozen", "refetch_old")
EVERYBODYS_END = SWITCHED + 4
"""The TTL was 4 when the record changed, and copies of 12 had run out before."""
FOUND = SWITCHED + LAG["min-ttl"] + 1


def plan_of(ways: Ways) -> Plan:
    return replace(PLAN, records=(MX,), ways=replace(ways, caches=PLAN.ways.caches))


LATE = Ways(kept={"min-ttl": ("floor",)})


class FindingCase(JudgeCase):
    """`min-ttl` keeps old data 5.7 s too long, the others nothing."""

    def setUp(self) -> None:
        self.run_ = self.tell(honest(), "min-ttl", FoundWays(honours_ttl=False, kept="floor"), FOUND)

    def tell(self, run: Run, name: str, ways: FoundWays, since: float) -> Run:
        """Everybody else honours TTLs."""
        for other in {*LAG} - {name}:
            run = run.tell_resolver(other, lambda r, _: replace(r, ways=FoundWays(honours_ttl=True)))

        def change(resolver: Resolver, status: Status) -> Resolver:
            return replace(resolver, ways=ways if status.at >= since else FoundWays())

        return run.tell_resolver(name, change)

    def differences(self, run: Run, ways: Ways = LATE) -> tuple[str, ...]:
        return judge(plan_of(ways), run.events, run.statuses).differences

    def assert_one_of(self, run: Run, ways: Ways, *words: str) -> None:
        found = self.differences(run, ways)
        self.assertTrue(any(all(word in each for word in words) for each in found), "\n".join(found))


class Findings(FindingCase):
    def test_the_right_cause_at_the_right_resolver_is_no_difference(self) -> None:
        for cause in CAUSES:
            run = self.tell(honest(), "min-ttl", FoundWays(honours_ttl=False, kept=cause), FOUND)
            self.assertEqual(self.differences(run, Ways(kept={"min-ttl": (cause,)})), ())

    def test_every_other_cause_is_a_difference(self) -> None:
        for cause in CAUSES:
            for right in {*CAUSES} - {cause}:
                run = self.tell(honest(), "min-ttl", FoundWays(honours_ttl=False, kept=cause), FOUND)
                self.assert_one_of(run, Ways(kept={"min-ttl": (right,)}), f"cause {cause}", f"its cause is {right}")

    def test_a_cause_that_is_never_told_is_a_difference(self) -> None:
        for cause in CAUSES:
            run = self.tell(honest(), "min-ttl", FoundWays(honours_ttl=False), FOUND)
            self.assert_one_of(run, Ways(kept={"min-ttl": (cause,)}), "min-ttl: the agent never says", f"cause {cause}")

    def test_a_finding_at_an_honest_resolver_is_a_difference(self) -> None:
        run = self.tell(honest(), "plain", FoundWays(honours_ttl=False, kept="stale"), FOUND)
        self.assert_one_of(run, Ways(kept={}), "plain: at 35.1 s", "keeps old data, cause stale; it honours TTLs")
        self.assert_one_of(run, Ways(kept={}), "plain: at the end", "False; it is True")

    def test_a_finding_before_anybody_could_know_is_a_difference(self) -> None:
        run = self.tell(honest(), "min-ttl", FoundWays(honours_ttl=False, kept="floor"), EVERYBODYS_END - 3)
        self.assert_one_of(run, LATE, "min-ttl", "the lab saw no old answer after everybody's TTL")

    def test_a_finding_without_the_old_answers_is_a_difference(self) -> None:
        def is_late(event: Event) -> bool:
            return is_sample_of("min-ttl", MX)(event) and EVERYBODYS_END < event.at < SWITCHED + LAG["min-ttl"]

        self.assert_one_of(self.run_.without(is_late), LATE, "min-ttl", "the lab saw no old answer")

    def test_floors_and_caps_are_told_as_they_are_and_of_nobody_else(self) -> None:
        for kind in ("floor", "cap"):
            known = Ways(kept={}, **{f"{kind}s": {"plain": 40}})
            for figure, words in ((40, ""), (39, ""), (41, "of 41 s; it has one of 40 s"), (38, "never tells its"), (None, "never tells its")):
                ways = FoundWays(honours_ttl=kind == "cap", **{kind: figure})
                run = self.tell(honest(), "plain", ways, FOUND)
                if words:
                    self.assert_one_of(run, known, f"plain: ", kind, words)
                else:
                    self.assertEqual(self.differences(run, known), ())
            ways = FoundWays(honours_ttl=True, **{kind: 40})
            self.assert_one_of(self.tell(honest(), "plain", ways, FOUND), Ways(kept={}), f"{kind} of 40 s; it has none")

    def test_an_honest_resolver_that_is_said_to_be_late_is_a_difference(self) -> None:
        run = self.tell(honest(), "plain", FoundWays(honours_ttl=True, is_late=True), SWITCHED)
        self.assert_one_of(run, Ways(kept={}), "plain: at 24.1 s the agent says that it will be late; it will not")

    def test_who_is_known_for_nothing_is_not_judged(self) -> None:
        self.assertEqual(self.differences(self.run_, Ways()), ())


class Pools(FindingCase):
    """The pool's last old copy ends 5.1 s after the switch."""

    def told_mixed_until(self, end: float) -> Run:
        return self.run_.tell_resolver("pool", lambda r, s: replace(r, state="mixed") if s.at < end and r.state == "new" else r)

    def test_mixed_until_everybodys_ttl_and_the_margin_have_passed_is_right(self) -> None:
        self.assertEqual(self.differences(self.told_mixed_until(EVERYBODYS_END + 5)), ())

    def test_mixed_for_ever_is_a_difference(self) -> None:
        self.assert_one_of(self.told_mixed_until(EVERYBODYS_END + 12), LATE, "pool: at 36.1 s the agent says mixed", "beyond 34.0 s")

    def test_one_cache_has_no_such_leave(self) -> None:
        run = self.run_.tell_resolver("plain", lambda r, s: replace(r, state="mixed") if s.at < 1035 and r.state == "new" else r)
        self.assert_one_of(run, LATE, "plain: at 33.1 s the agent says mixed")

    def test_new_while_one_of_its_caches_holds_the_old_copy_is_a_difference(self) -> None:
        """The first of two has the new one; the second lives on for longer than dates may differ."""
        old = [Answered(SWITCHED + 4 + n / 4, "pool", MX.name, "MX", MX.stages[0], 9 - n // 4, 0) for n in range(28)]
        run = Run([*self.run_.events, *old], self.run_.statuses)
        self.assert_one_of(run, LATE, "pool: at 30.1 s the agent says new", "still saw an older answer at 34.8 s")

    def test_a_cache_that_the_lab_never_met_proves_nothing(self) -> None:
        def named(event: Event, name: str) -> Event:
            return replace(event, nsid=name) if is_sample_of("pool", MX)(event) else event  # type: ignore[type-var]

        only_one = Run([named(event, "cache1") for event in self.run_.events], self.run_.statuses)
        self.assert_one_of(only_one, LATE, "pool: of 2 caches the lab met 1 with older data", "24.0 s")
        self.assert_one_of(only_one, LATE, "pool: of 2 caches the lab met 1 with no older data", "24.0 s")
        both = [named(event, f"cache{index % 2}") for index, event in enumerate(self.run_.events)]
        self.assertEqual(self.differences(Run(both, self.run_.statuses)), ())


class Standing(FindingCase):
    def test_a_ttl_that_tells_no_end_gives_no_leave_to_date_the_switch_later(self) -> None:
        """Samples of TTL 30 up to the switch: a copy of 30 s, or one that tells nothing."""
        def still(event: Event) -> Event:
            is_old = is_sample_of("plain", MX)(event) and event.at < SWITCHED + LAG["plain"]
            return replace(event, ttl=30) if is_old else event  # type: ignore[type-var]

        def late(resolver: Resolver, status: Status) -> Resolver:
            first, *rest = resolver.changes
            return replace(resolver, ttl=None, changes=(first, *(replace(c, at=c.at + 15) for c in rest if c.at + 15 < status.at)))

        run = Run([still(event) for event in self.run_.events], self.run_.statuses).tell_resolver("plain", late)
        self.assertEqual([d for d in self.differences(run) if "switched" in d], [])
        for ways in (replace(LATE, standing=frozenset({"plain"})), replace(LATE, fleeting_ttls={"plain": 30})):
            self.assert_one_of(run, ways, "plain: the agent says it switched", "at 43.1 s", "at 27.8 s")


    def test_who_counts_copies_down_anew_may_do_so_for_the_agent_alone(self) -> None:
        def late(resolver: Resolver, status: Status) -> Resolver:
            first, *rest = resolver.changes
            ttl = 6 if SWITCHED < status.at < SWITCHED + 4 else resolver.ttl
            return replace(resolver, ttl=ttl, changes=(first, *(replace(c, at=c.at + 6) for c in rest if c.at + 6 < status.at)))

        run = self.run_.tell_resolver("plain", late)
        self.assert_one_of(run, LATE, "plain: the agent says it switched", "at 34.1 s")
        self.assert_one_of(run, LATE, "plain", "TTL 6; the lab was given 3 to 3")
        self.assertEqual(self.differences(run, replace(LATE, anew={"plain": 6})), ())


assert START < LOWERED

if __name__ == "__main__":
    unittest.main()
