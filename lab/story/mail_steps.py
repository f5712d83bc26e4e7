"""The steps at the mail servers: the direct test, mail from outside, and a proxy that swallows mail."""

import time

from lab.judge.outside import letters
from lab.story import seen
from lab.story.play import Play

_OUTSIDE_PATIENCE = 20.0
_LETTERS_IN_A_ROW = 3
_MARGIN = 8.0


def direct_test(play: Play) -> None:
    """Before anything is changed, mail by the new path must arrive."""
    play.teller.chapter(f"Direct test: does mail {play.plan.new_way} arrive, while the DNS knows nothing of it?")
    play.wait(
        "the agent says that a message by each path was delivered",
        lambda: {"old", "new"} <= {m.path for m in play.messages() if m.result in ("delivered", "late")},
        play.plan.mail_interval + play.plan.lost_after + _MARGIN,
        lambda: seen.messages(play),
    )


def outside_mail_takes_the_new_way(play: Play) -> None:
    """What correspondents see, as the lab measures it: the sender has a cache of its own that nobody probes."""
    play.teller.chapter(f"Verify: does all mail from outside arrive {play.plan.new_way} now?")

    def latest_ways() -> list[str]:
        arrived = [letter for letter in letters(play.plan, play.truth()) if letter.arrived]
        latest = arrived[-_LETTERS_IN_A_ROW:]
        return [play.plan.new_way if letter.is_by_new else "by the old server" for letter in latest]

    play.wait(
        f"{_LETTERS_IN_A_ROW} messages from outside in a row {play.plan.new_way}",
        lambda: latest_ways() == [play.plan.new_way] * _LETTERS_IN_A_ROW,
        _OUTSIDE_PATIENCE,
        lambda: f"the latest messages from outside arrived {', '.join(latest_ways()) or 'not at all'}",
    )
    play.teller.lab(f"the latest {_LETTERS_IN_A_ROW} messages from outside all came {play.plan.new_way}")


def rewrite(play: Play) -> None:
    """The proxy hands mail on with another subject: it arrives, and not as it was sent."""
    play.teller.chapter("Fault: the proxy writes another subject into all mail that it hands on")
    proxy = play.lab.postfix("proxy")
    proxy.set_header_checks(["/^Subject:.*/ REPLACE Subject: [checked] by a filter"])
    play.teller.lab("the proxy now replaces the subject")
    _await_intact(play, "fail")
    proxy.set_header_checks([])
    play.teller.lab("the proxy hands mail on as it is again")
    _await_intact(play, "pass")


def _await_intact(play: Play, verdict: str) -> None:
    """The gate looks three intervals back: until then the last changed message keeps it shut."""
    play.wait(
        f"the agent says {verdict} of headers_intact",
        lambda: (status := play.feed.latest()) is not None
        and {gate.verdict for gate in status.gates if gate.gate == "headers_intact"} == {verdict},
        6 * play.plan.mail_interval + _MARGIN,
        lambda: seen.messages(play),
    )
    play.teller.agent(f"headers_intact: {verdict}")


def quarantine(play: Play) -> None:
    """The proxy says 250 and keeps the mail: only the mailbox and time tell."""
    play.teller.chapter("Fault: the proxy accepts mail, says 250, and keeps it")
    began = time.time()
    for action, logged in (("HOLD", "held"), ("DISCARD", "discarded")):
        _swallow_one(play, action, logged)
    play.lab.postfix("proxy").set_fault(None)
    repaired = time.time()
    play.teller.lab("the proxy is repaired; what it kept stays lost")
    play.teller.chapter(f"Wait for the agent's word on the messages of the fault (lost after {play.plan.lost_after} s)")
    play.wait(
        "the agent says how every message of the fault ended",
        lambda: all(m.result for m in play.messages() if began <= m.recorded_at <= repaired),
        play.plan.lost_after + _MARGIN,
        lambda: seen.messages(play),
    )


def _swallow_one(play: Play, action: str, logged: str) -> None:
    play.lab.postfix("proxy").set_fault(f"{action} rehearsal")
    play.teller.lab(f"the proxy now answers 250 to everybody and does {action}")
    since = time.time()
    play.wait(
        f"a message of the agent is {logged} by the proxy",
        lambda: any(event.action == logged and event.at >= since for event in play.truth().logged),
        play.plan.mail_interval + _MARGIN,
        lambda: seen.messages(play),
    )
    play.teller.lab(f"the proxy's log says that a message was {logged}")
