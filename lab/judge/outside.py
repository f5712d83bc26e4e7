"""What became of the mail from outside, by the lab's own eyes."""

from dataclasses import dataclass

from lab.addresses import ADDRESSES
from lab.judge.truth import Truth
from lab.story.plan import Plan

_SENDER = "sender"


@dataclass(frozen=True)
class Letter:
    """One message from outside; `is_by_new`: the new server took it from the sender, as its log has it. `arrived` is
    None while nobody saw it, `is_bounced` whether its sender has got it back."""

    message_id: str
    submitted: float
    arrived: float | None
    is_by_new: bool
    is_bounced: bool


def letters(plan: Plan, truth: Truth) -> list[Letter]:
    """Those that the outside sender took, in order."""
    found = []
    for event in truth.submitted:
        if not event.error:
            logged = truth.logged_for(event.message_id)
            arrival = truth.arrived.get(event.message_id)
            found.append(
                Letter(
                    event.message_id,
                    event.at,
                    arrival.at if arrival else None,
                    any((e.server, e.action, e.client) == (plan.new.name, "accepted", ADDRESSES.sender) for e in logged),
                    any((e.server, e.action) == (_SENDER, "bounced") for e in logged),
                )
            )
    return found


def last_by_old(found: list[Letter]) -> float | None:
    """When the last letter arrived that the new server did not get from its sender."""
    return max((letter.arrived for letter in found if letter.arrived and not letter.is_by_new), default=None)


def first_by_new(found: list[Letter]) -> float | None:
    """When the first letter arrived by the new server."""
    return min((letter.arrived for letter in found if letter.arrived and letter.is_by_new), default=None)
