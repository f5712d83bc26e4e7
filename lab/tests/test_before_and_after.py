"""What the test of restarts compares: nothing to say of a restart that kept all, one sentence for each thing lost."""

import dataclasses
import math
import random
import unittest
from collections import Counter

from lab.judge.status import Authority, Decision, Status, Version, WatchedRecord
from lab.story.plan import NEW_MX, OLD_MX
from lab.tests.inside.before_and_after import Look, difference, doubled, miscounted, not_continued, unkept
from lab.tests.inside.kill_moments import Aim, ZoneMove, fates
from lab.tests.inside.moving_zone import phase_of
from lab.tests.inside.state_file import Event, Kept, Row

_CHANGED = ("example.org.", "MX", "changed")
_OLD = Version((OLD_MX,), 12, first_seen=10.0, last_seen=20.0, ended=21.0)
_NEW = Version((NEW_MX, OLD_MX), 4, first_seen=21.0, last_seen=30.0, ended=None)


def authority(*versions: Version, name: str = "ns1.example.org.") -> Authority:
    """A name server that publishes the last of them."""
    last = versions[-1] if versions else None
    return Authority(name, None, last.rrset if last else (), last.ttl if last else None, 1, versions)


def a_look(*authorities: Authority, bound: float | None = 40.0, phase: str = "switch", count: int = 3) -> Look:
    """What an agent says that has one record."""
    record = WatchedRecord("example.org.", "MX", 1, None, authorities, ())
    status = Status(30.0, (record,), (), phase, Decision("wait", None, ""), ())
    return Look(status, {_CHANGED: bound}, {("new", "delivered"): count})


def kept(result: str | None = "delivered", counted: int = 1, *events: Event) -> Kept:
    """A state file with one message."""
    row = Row(1, "new", result, 2 if result else None)
    return Kept(4, {"a": row}, Counter({("new", "delivered"): counted}), events)


class Difference(unittest.TestCase):
    def setUp(self) -> None:
        self.before = a_look(authority(_OLD, _NEW))

    def test_what_is_the_same_or_was_seen_longer_is_no_difference(self) -> None:
        longer = dataclasses.replace(_NEW, last_seen=50.0)
        self.assertEqual([*difference(self.before, a_look(authority(_OLD, longer), bound=55.0, count=4))], [])

    def test_everything_that_is_lost_is_named(self) -> None:
        again = dataclasses.replace(_OLD, ended=None)
        cases = {
            "is lost": a_look(authority(again)),
            "is forgotten": a_look(),
            "the phase was switch, and is verify": a_look(authority(_OLD, _NEW), phase="verify"),
            "was 40.0 and is 39.0": a_look(authority(_OLD, _NEW), bound=39.0),
            "was 40.0 and is None": a_look(authority(_OLD, _NEW), bound=None),
            "fell from 3 to 2": a_look(authority(_OLD, _NEW), count=2),
        }
        for words, after in cases.items():
            with self.subTest(words):
                self.assertIn(words, "\n".join(difference(self.before, after)))

    def test_a_server_that_is_waited_for_is_so_afterwards(self) -> None:
        before = a_look(authority(_OLD, _NEW), authority(name="ns2.example.org."), bound=math.inf)
        said = [*difference(before, a_look(authority(_OLD, _NEW), bound=40.0))]
        self.assertEqual(len(said), 2, said)

    def test_what_the_zone_has_changed_to_meanwhile_is_no_difference(self) -> None:
        ended = dataclasses.replace(_NEW, ended=60.0)
        newest = Version((NEW_MX,), 4, first_seen=60.0, last_seen=60.0, ended=None)
        after = a_look(authority(_OLD, ended, newest), bound=None, phase="finish")
        self.assertEqual([*difference(self.before, after)], [])


class StateFile(unittest.TestCase):
    def test_a_message_is_kept_as_it_was_told(self) -> None:
        self.assertEqual([*unkept({"a": None}, kept())], [])
        self.assertEqual([*unkept({"a": "delivered"}, kept())], [])
        for told in ({"a": "lost"}, {"b": None}):
            self.assertEqual(len([*unkept(told, kept())]), 1, told)
        self.assertEqual(len([*unkept({"a": "delivered"}, kept(None))]), 1)

    def test_counters_are_those_of_the_ledger(self) -> None:
        page = {("new", "delivered"): 1, ("new", "lost"): 0}
        self.assertEqual([*miscounted(kept(), page, 0)], [])
        self.assertEqual(len([*miscounted(kept(counted=2), page, 0)]), 1)
        self.assertEqual(len([*miscounted(kept(), {("new", "delivered"): 2}, 0)]), 1)
        self.assertEqual([*miscounted(kept(), {("new", "delivered"): 2}, 1)], [])
        self.assertEqual(len([*miscounted(kept(), {}, 0)]), 1)

    def test_an_event_is_there_once_and_for_good(self) -> None:
        phase = ("example.org", "phase", "")
        first, second, third = (Event(n, phase, after) for n, after in ((1, "switch"), (2, "verify"), (3, "switch")))
        self.assertEqual([*doubled((first, second, third))], [])
        self.assertEqual(len([*doubled((first, third))]), 1)
        before = kept("delivered", 1, first, second)
        self.assertEqual([*not_continued(before, kept("delivered", 1, first, second, third))], [])
        for after in (kept("delivered", 1, first, third), None, dataclasses.replace(before, schema=5)):
            self.assertEqual(len([*not_continued(before, after)]), 1, after)
        self.assertEqual(len([*not_continued(before, dataclasses.replace(before, messages={}))]), 1)


    def test_the_oldest_events_of_a_kind_are_forgotten_beyond_so_many(self) -> None:
        many = [Event(n, ("example.org", "verdict", f"{n % 7}"), f"{n}") for n in range(1, 502)]
        phase = Event(0, ("example.org", "phase", ""), "prepare")
        before = kept("delivered", 1, phase, *many[:500])
        self.assertEqual([*not_continued(before, kept("delivered", 1, phase, *many[1:]))], [])
        self.assertEqual(len([*not_continued(before, kept("delivered", 1, *many[1:]))]), 1)
        self.assertEqual(len([*not_continued(before, kept("delivered", 1, phase, *many[2:]))]), 2)


class Moments(unittest.TestCase):
    def test_a_seed_tells_the_same_again(self) -> None:
        seed = random.randrange(1 << 32)
        self.assertEqual([*fates(seed, 100)], [*fates(seed, 100)])
        self.assertEqual([*fates(seed, 100)][:24], [*fates(seed, 24)])
        self.assertNotEqual([*fates(seed, 100)], [*fates(seed + 1, 100)])

    def test_half_are_at_any_moment_and_every_other_aim_has_its_share(self) -> None:
        aims = Counter(fate.aim for fate in fates(1, 80))
        self.assertEqual(aims, {Aim.ANY: 40} | {aim: 10 for aim in Aim if aim is not Aim.ANY})
        moves = Counter(fate.move for fate in fates(1, 80))
        self.assertEqual((moves[ZoneMove.WITHIN], moves[ZoneMove.BEFORE]), (20, 10))


class Phase(unittest.TestCase):
    def test_it_is_what_the_name_servers_publish(self) -> None:
        low, new = dataclasses.replace(_OLD, ttl=4), _NEW
        last = dataclasses.replace(_NEW, rrset=(NEW_MX,))
        cases = {
            (_OLD, _OLD): "prepare",
            (_OLD, low): "lower_ttl",
            (low, low): "lower_ttl",
            (low, new): "switch",
            (new, new): "verify",
            (new, last): "finish",
            (low, last): "switch",
        }
        for (one, other), phase in cases.items():
            self.assertEqual(phase_of((authority(one), authority(other)), 12), phase)
        self.assertEqual(phase_of((authority(new), authority()), 12), "verify")
        self.assertEqual(phase_of((), 12), "prepare")


if __name__ == "__main__":
    unittest.main()
