"""When an agent is to be killed, and whether the zone moves meanwhile: random, and told again by the seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_LONGEST_LIFE = 1.5
_DIALOGUE = 0.15
_TRANSACTION = 0.004
_NOTICE = 1.2
"""The agent asks once a second."""


class Aim(Enum):
    """At what the kill is aimed."""

    ANY = "any moment of its life"
    STARTING = "before it is up"
    SENDING = "while a message is with no server yet"
    WRITING = "while it writes its state"
    NOTICING = "just after it has noticed a change of the zone"


class ZoneMove(Enum):
    """When the zone changes."""

    NEVER = "not in this life"
    BEFORE = "while no agent runs"
    WITHIN = "in the middle of the life"


@dataclass(frozen=True)
class Fate:
    """One life. In seconds: `life` until the aim is looked for, `delay` from there to the kill."""

    aim: Aim
    move: ZoneMove
    life: float
    delay: float


_DELAYS = {
    Aim.ANY: 0.0,
    Aim.STARTING: 1.0,  # of the time that a start takes
    Aim.SENDING: _DIALOGUE,
    Aim.WRITING: _TRANSACTION,
    Aim.NOTICING: _NOTICE,
}
_ROUND = (
    (Aim.ANY, ZoneMove.NEVER),
    (Aim.SENDING, ZoneMove.NEVER),
    (Aim.ANY, ZoneMove.WITHIN),
    (Aim.NOTICING, ZoneMove.WITHIN),
    (Aim.ANY, ZoneMove.NEVER),
    (Aim.WRITING, ZoneMove.NEVER),
    (Aim.ANY, ZoneMove.BEFORE),
    (Aim.STARTING, ZoneMove.NEVER),
)
"""Half of the kills are at any moment; the others at those that are a small part of any life and the dangerous one."""


def fates(seed: int, kills: int) -> Iterator[Fate]:
    """One for each kill. The order within a round is random too, so that every kind follows every other."""
    chance = random.Random(seed)
    order: list[tuple[Aim, ZoneMove]] = []
    for _ in range(kills):
        if not order:
            order = chance.sample(_ROUND, len(_ROUND))
        aim, move = order.pop()
        # Half of those that wait for something are killed at once when it comes.
        delay = chance.choice((0.0, chance.uniform(0, _DELAYS[aim])))
        if aim is Aim.STARTING:
            delay = chance.uniform(0, _DELAYS[aim])
        yield Fate(aim, move, chance.uniform(0, _LONGEST_LIFE), delay)
