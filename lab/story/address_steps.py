"""The steps of a move to another address: one name, another A record, and reverse names that belong to somebody else."""

from lab.story import dns_steps
from lab.story.cutovers import MOVING_ADDRESS, NEW_POINTER
from lab.story.play import Play

_LAG = 6.0
"""The reverse zone is the provider's, and he takes his time."""


def move_address(play: Play) -> None:
    """The name leads to the new address, whose own name is still the provider's."""
    play.teller.chapter("Switch: publish the new address under the old name")
    dns_steps.bring(play, [MOVING_ADDRESS], lambda record: record.stage_after("switch"))
    play.sleep(_LAG, "the provider has not changed the reverse name yet")


def name_new_address(play: Play) -> None:
    """Only now everything that the switch changes is published."""
    play.teller.chapter("The provider names the new address at last")
    dns_steps.bring(play, [NEW_POINTER], lambda record: record.stage_after("switch"))


def lock_old_address(play: Play) -> None:
    """Who comes to the old address is refused, and its name is given up."""
    play.teller.chapter("Retire the old address: refuse mail there, and give its name back")
    play.lab.postfix("old").set_lockdown("554 5.7.1 this server has moved", allowed=())
    dns_steps.take(play, "retire_old")
