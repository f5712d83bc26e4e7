"""Faults of mail switched on and off at random: the same for the same seed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from lab.addresses import ADDRESSES
from lab.session import LabSession
from lab.tests.inside.mail_truth import INBOX

Switch: TypeAlias = Callable[[LabSession], None]

_SHORTEST, _LONGEST = 0.2, 2.0
"""Seconds between two moves: short enough to meet messages on their way."""

_STAYS_WELL = 0.4
"""How often a place that could be made worse is left as it is: else nothing would ever arrive."""

_JUNK = f"REDIRECT {INBOX.replace('@', '+Junk@')}"


@dataclass(frozen=True)
class Move:
    """One turn of one switch, some time after the one before."""

    after: float
    name: str
    do: Switch


@dataclass(frozen=True)
class Place:
    """Where one fault at a time can be. `mend` is done before any other, and at the end."""

    name: str
    faults: tuple[tuple[str, Switch], ...]
    mend: Switch


def _actions(server: str, actions: tuple[str, ...], *source: str) -> tuple[tuple[str, Switch], ...]:
    def switch(action: str) -> Switch:
        return lambda lab: lab.postfix(server).set_fault(action, *source)

    return tuple((action, switch(action)) for action in actions)


def _locks(*actions: str) -> tuple[tuple[str, Switch], ...]:
    def switch(action: str) -> Switch:
        return lambda lab: lab.postfix("old").set_lockdown(action)

    return tuple((action, switch(action)) for action in actions)


PLACES = (
    Place(
        "proxy",
        _actions(
            "proxy",
            (
                "554 5.7.1 refused",
                "450 4.2.0 Greylisted",
                "HOLD kept",
                "DISCARD thrown away",
                "sleep 1",
                f"FILTER lmtp:inet:{ADDRESSES.imap}:{ADDRESSES.lmtp_port}",
            ),
        ),
        lambda lab: lab.postfix("proxy").set_fault(None),
    ),
    Place(
        "proxy at the old server",
        _actions("old", ("554 5.7.1 refused", "450 4.3.0 try again", "sleep 3", _JUNK, "HOLD kept"), ADDRESSES.proxy),
        lambda lab: lab.postfix("old").set_fault(None),
    ),
    Place(
        "lock",
        _locks("554 5.7.1 use the MX", "450 4.7.1 use the MX"),
        lambda lab: lab.postfix("old").set_lockdown(None),
    ),
    Place("proxy's machine", (("down", lambda lab: lab.postfix("proxy").stop()),), lambda lab: lab.postfix("proxy").start()),
    Place("old machine", (("down", lambda lab: lab.postfix("old").stop()),), lambda lab: lab.postfix("old").start()),
    Place("mailboxes", (("down", lambda lab: lab.stop_mailboxes()),), lambda lab: lab.start_mailboxes()),
    Place("room", (("full", lambda lab: lab.set_full(INBOX, True)),), lambda lab: lab.set_full(INBOX, False)),
)


def moves(seed: int) -> Iterator[Move]:
    """Without end. Two faults at most last at once."""
    chance = random.Random(seed)
    broken: list[Place] = []
    while True:
        after = chance.uniform(_SHORTEST, _LONGEST)
        if len(broken) == 2 or (broken and chance.random() < _STAYS_WELL):
            place = broken.pop(chance.randrange(len(broken)))
            yield Move(after, f"{place.name} is mended", place.mend)
        else:
            place = chance.choice([each for each in PLACES if each not in broken])
            name, fault = chance.choice(place.faults)
            broken.append(place)
            yield Move(after, f"{place.name}: {name}", fault)


class Faults:
    """Plays the moves in a lab, and knows what is to be mended at the end."""

    def __init__(self, lab: LabSession, seed: int) -> None:
        self._lab = lab
        self._moves = moves(seed)
        self.played: list[str] = []

    def next(self) -> Move:
        """The next one, which is not done yet."""
        return next(self._moves)

    def do(self, move: Move) -> None:
        """Does it."""
        self.played.append(move.name)
        move.do(self._lab)

    def mend_all(self) -> None:
        """The last state of every place: servers that are up already stay so."""
        last = {name.partition(" is mended")[0].partition(":")[0]: name for name in self.played}
        for place in PLACES:
            if ":" in last.get(place.name, ""):
                place.mend(self._lab)
        for server in ("old", "proxy"):
            self._lab.postfix(server).flush()
