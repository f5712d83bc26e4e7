"""The steps among resolvers of every manner: `lab.manners.timeline`, told."""

import time

from lab.manners import timeline
from lab.manners.catalogue import MANNERS
from lab.manners.session import MannersSession
from lab.story import seen
from lab.story.plan import MX, STAGE_NAMES
from lab.story.play import Play
from lab.truth.events import Answered

_MARGIN = 5.0
_KEEPERS_PATIENCE = 20.0
"""They ask anew every 6 to 7 s, one of them every 16 s."""
_SIGHT_PATIENCE = 15.0
"""A question that was asked of a silent name server is given up after 5 s, and asked anew then."""
_LATEST = 200
"""More events than all observers write in the time between two samples of one."""


def introduce_resolvers(play: Play) -> None:
    """Who they are; the agent is not told."""
    play.teller.chapter("Meet the resolvers")
    for manner in MANNERS.values():
        play.teller.lab(f"{manner.id}: {manner.summary}")


def lower_ttl(play: Play) -> None:
    """While every cache has a copy of the old TTL."""
    _let_pass(play, timeline.LOWERED)
    old, new = play.plan.old_ttl, play.plan.new_ttl
    play.teller.chapter(f"Lower the TTL of the MX records from {old} s to {new} s; copies of {old} s are in flight")
    play.publish(MX, 0, new)


def change_too_early(play: Play) -> None:
    """Nobody waits the old TTL here."""
    _let_pass(play, timeline.CHANGED - timeline.LOWERED)
    _await_sight(play, 0)
    play.teller.chapter(f"Publish “{STAGE_NAMES[1]}” at once, without waiting the old TTL")
    play.publish(MX, 1, play.plan.new_ttl)


def fall_silent(play: Play) -> None:
    """Both name servers have the last version, and the agent has seen that; no resolver that keeps copies has."""
    _let_pass(play, timeline.SILENCED - timeline.CHANGED)
    play.wait(
        f"{', '.join(timeline.KEEPERS)} have copies that go on for {timeline.GOES_ON} s",
        lambda: all(ttl >= timeline.GOES_ON for ttl in _left(play).values()),
        _KEEPERS_PATIENCE,
        lambda: str(_left(play)),
    )
    play.teller.chapter(f"Publish “{STAGE_NAMES[2]}”, and from then on no name server answers")
    play.publish(MX, 2, play.plan.new_ttl)
    lab = _lab(play)
    lab.await_secondary()
    _await_sight(play, 2)
    lab.silence_authorities()
    play.teller.lab(f"the name servers are silent for {timeline.WOKEN - timeline.SILENCED:.0f} s")


def come_back(play: Play) -> None:
    """Where they were: with the last version."""
    _let_pass(play, timeline.WOKEN - timeline.SILENCED)
    play.teller.chapter("The name servers answer again")
    _lab(play).wake_authorities()
    _await_sight(play, 2)


def restore_ttl(play: Play) -> None:
    """The last step of every cutover; who caps TTLs shows it now, when the published one is longer again."""
    _let_pass(play, timeline.RESTORED - timeline.WOKEN)
    play.teller.chapter(f"Restore the TTL of {play.plan.old_ttl} s")
    play.publish(MX, 2, play.plan.old_ttl)
    _let_pass(play, timeline.END - timeline.RESTORED)


def _await_sight(play: Play, stage: int) -> None:
    """What is published now has been seen at both name servers, which answer. Nobody could tell what was served between
    two looks, if it changed again before: the agent would have to allow for the worst, and to judge less."""
    ttl = play.plan.new_ttl
    play.wait(
        f"the agent sees “{STAGE_NAMES[stage]}” with TTL {ttl} at both name servers",
        lambda: (mx := play.watched(MX)) is not None
        and all(a.state in ("old", "new") and MX.stage_of(a.rrset) == stage and a.ttl == ttl for a in mx.authorities),
        _SIGHT_PATIENCE,
        lambda: seen.authorities(play, [MX]),
    )


def _left(play: Play) -> dict[str, int]:
    """What the lab saw last of the TTLs of those that keep copies; -1 where it is another version, or none."""
    left = dict.fromkeys(timeline.KEEPERS, -1)
    for event in play.observer.log.events()[-_LATEST:]:
        if isinstance(event, Answered) and event.server in left:
            left[event.server] = (event.ttl or 0) if MX.stage_of(event.records) == 1 else -1
    fleeting = play.plan.ways.fleeting_ttls
    return {name: -1 if ttl == fleeting.get(name) else ttl for name, ttl in left.items()}


def _let_pass(play: Play, seconds: float) -> None:
    due = time.monotonic() + seconds
    what = f"{seconds:.0f} s have passed"
    play.wait(what, lambda: time.monotonic() >= due, seconds + _MARGIN, lambda: f"{due - time.monotonic():.1f} s to go")


def _lab(play: Play) -> MannersSession:
    assert isinstance(play.lab, MannersSession), "the scenario names its session"
    return play.lab
