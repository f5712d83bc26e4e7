"""The steps of a move to another server: copies first, then relaying, then an old queue that drains."""

import time

from lab.addresses import ADDRESSES
from lab.moves import ServerSession
from lab.story import dns_steps, seen
from lab.story.play import Play

_MARGIN = 8.0
_DRAIN_PATIENCE = 25.0
"""Postfix waits 5 to 10 s between two attempts."""


def relay_and_switch(play: Play) -> None:
    """First the old server stops delivering by itself: nothing may be left in its mailboxes."""
    play.teller.chapter("Switch: the old server relays to the new one from now on, and the MX names the new one")
    _lab(play).relay_from_old()
    play.teller.lab("the old server copies nothing any more and relays everything")
    dns_steps.take(play, "switch")


def fill_and_drain_queue(play: Play) -> None:
    """What the old server cannot hand on it keeps, and hands on later: nothing is lost."""
    play.teller.chapter("The new server is too busy for the old one for a moment: a queue grows, and drains")
    new, began = play.lab.postfix("new"), time.time()
    new.set_fault("450 4.3.2 too busy", ADDRESSES.old)
    play.wait(
        "a message waits in the old server's queue",
        lambda: any((e.server, e.action) == ("old", "deferred") and e.at >= began for e in play.truth().logged),
        play.plan.mail_interval + _MARGIN,
        lambda: seen.messages(play),
    )
    new.set_fault(None)
    play.wait(
        "the old server's queue is empty",
        lambda: not _queued(play),
        _DRAIN_PATIENCE,
        lambda: f"left in the queue: {', '.join(_queued(play))}",
    )
    play.teller.lab("the old server's queue is empty again")


def retire_old_server(play: Play) -> None:
    """It refuses everybody, and its name goes."""
    play.teller.chapter("Retire the old server: it refuses all mail, and its name is removed")
    play.lab.postfix("old").set_lockdown("554 5.7.1 this server is retired", allowed=())
    dns_steps.take(play, "retire_old")


def _queued(play: Play) -> list[str]:
    """By the old server's log."""
    left: dict[str, None] = {}
    for event in play.truth().logged:
        if event.server == "old" and event.action == "deferred":
            left[event.message_id] = None
        elif event.server == "old" and event.action in ("sent", "bounced"):
            left.pop(event.message_id, None)
    return list(left)


def _lab(play: Play) -> ServerSession:
    assert isinstance(play.lab, ServerSession), "the scenario names its session"
    return play.lab
