"""An agent that comes late: the TTL was lowered before it was started."""

import time

from lab.story.play import Play

_AUTHORITY_PATIENCE = 8.0
_LATE = 4.0
"""The eight hours after which somebody thinks of starting an agent, where a day, the old TTL, is 12 s."""


def lower_ttl_unwatched(play: Play) -> None:
    """Every cache has a copy with the old TTL, or may have."""
    old, new = play.plan.old_ttl, play.plan.new_ttl
    play.teller.chapter(f"Lower the TTL of the MX records from {old} s to {new} s, before there is an agent")
    for record in play.plan.switching:
        play.publish(record, 0, new)
    play.wait(
        f"every name server serves TTL {new}",
        lambda: all(_ttl_at(play, name) == new for name in play.plan.authorities),
        _AUTHORITY_PATIENCE,
        lambda: str({name: _ttl_at(play, name) for name in play.plan.authorities}),
    )
    if play.plan.is_lowering_told:
        play.lowered_at = time.time()
        play.teller.lab("the operator notes when that was")
    play.sleep(_LATE, "nobody looks")
    play.teller.chapter(f"Start the agent, {_LATE:.0f} s later")


def _ttl_at(play: Play, name: str) -> int | None:
    """What the lab saw last of the switch's records there, the largest."""
    truth = play.samples()
    last = [samples[-1].ttl for record in play.plan.switching if (samples := truth.samples(name, record))]
    return max((ttl for ttl in last if ttl is not None), default=None)
