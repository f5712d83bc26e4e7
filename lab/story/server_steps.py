"""The steps of a move to another server: copies first, then relaying, then an old queue that drains."""

import dataclasses
import re
import signal
import time

from lab import agent_config
from lab.addresses import ADDRESSES
from lab.moves import ServerSession
from lab.story import dns_steps, seen
from lab.story.plan import OldMail
from lab.story.play import Play
from lab.story.status_feed import get

_MARGIN = 8.0
_DRAIN_PATIENCE = 25.0
"""Postfix waits 5 to 10 s between two attempts."""

_RELOAD_PATIENCE = 10.0
_TURNS = 6
"""Messages by the old path until one has ended early enough before the next."""

_EARLY = 0.6
"""Of the time between two."""

_READ = re.compile(rb"^cutwatch_config_last_reload_success_timestamp_seconds (\S+)$", re.MULTILINE)


def switch_to_new_server(play: Play) -> None:
    """Whoever has an old copy still reaches both mailboxes."""
    play.teller.chapter("Switch: the MX names the new server; what comes to the old one is copied there as before")
    dns_steps.take(play, "switch")


def relay_from_now_on(play: Play) -> None:
    """Nothing may be left behind in the old server's mailboxes, nor be awaited there: the agent is told first, while none of
    its messages is under way."""
    play.teller.chapter("The old server hands everything on to the new one from now on, and files nothing itself")
    play.wait(
        "a message by the old path has just ended",
        lambda: _is_between_two_messages(play),
        _TURNS * play.plan.mail_interval + _MARGIN,
        lambda: seen.messages(play),
    )
    _await_in_new_mailbox(play)
    play.teller.lab("the agent awaits mail by the old path in the new mailbox now")
    _lab(play).relay_from_old()
    play.teller.lab("the old server copies nothing any more and relays everything")


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


def _is_between_two_messages(play: Play) -> bool:
    by_old = [message for message in play.messages() if message.path == "old"]
    is_over = all(m.result and all(copy.state != "awaited" for copy in m.copies) for m in by_old)
    last = max((message.recorded_at for message in by_old), default=0.0)
    return is_over and time.time() - last < _EARLY * play.plan.mail_interval


def _await_in_new_mailbox(play: Play) -> None:
    """As an operator does it: another configuration, and SIGHUP."""
    before = _read_at()
    agent_config.write(play.lab, dataclasses.replace(play.plan, old_mail=OldMail.RELAYED), play.lowered_at)
    assert play.agent is not None, "it has told of its messages"
    play.agent.send_signal(signal.SIGHUP)
    play.wait(
        "the agent has read its configuration again",
        lambda: _read_at() > before,
        _RELOAD_PATIENCE,
        lambda: f"its configuration is of {before}",
    )


def _read_at() -> float:
    """When the agent read the configuration that it uses."""
    told = _READ.search(get(f"{agent_config.BASE_URL}/metrics")[1])
    return float(told[1]) if told else 0.0


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
