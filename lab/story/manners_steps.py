"""The steps among resolvers of every manner: `lab.manners.timeline`, told."""

import time

from lab.manners import timeline
from lab.manners.catalogue import MANNERS
from lab.manners.session import MannersSession
from lab.story.plan import STAGE_NAMES
from lab.story.play import Play

_MARGIN = 5.0


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
    play.publish(0, new)


def change_too_early(play: Play) -> None:
    """Nobody waits the old TTL here."""
    _let_pass(play, timeline.CHANGED - timeline.LOWERED)
    play.teller.chapter(f"Publish “{STAGE_NAMES[1]}” at once, without waiting the old TTL")
    play.publish(1, play.plan.new_ttl)


def fall_silent(play: Play) -> None:
    """Both name servers have the last version; nobody else has."""
    _let_pass(play, timeline.SILENCED - timeline.CHANGED)
    play.teller.chapter(f"Publish “{STAGE_NAMES[2]}”, and from then on no name server answers")
    play.publish(2, play.plan.new_ttl)
    lab = _lab(play)
    lab.await_secondary()
    lab.silence_authorities()
    play.teller.lab(f"the name servers are silent for {timeline.WOKEN - timeline.SILENCED:.0f} s")


def come_back(play: Play) -> None:
    """Where they were: with the last version."""
    _let_pass(play, timeline.WOKEN - timeline.SILENCED)
    play.teller.chapter("The name servers answer again")
    _lab(play).wake_authorities()
    _let_pass(play, timeline.END - timeline.WOKEN)


def _let_pass(play: Play, seconds: float) -> None:
    due = time.monotonic() + seconds
    what = f"{seconds:.0f} s have passed"
    play.wait(what, lambda: time.monotonic() >= due, seconds + _MARGIN, lambda: f"{due - time.monotonic():.1f} s to go")


def _lab(play: Play) -> MannersSession:
    assert isinstance(play.lab, MannersSession), "the scenario names its session"
    return play.lab
