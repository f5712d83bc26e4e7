"""What became of the mail from outside, by the lab's own eyes."""

from dataclasses import dataclass

from lab.judge.truth import Truth


@dataclass(frozen=True)
class Letter:
    """One message from outside; `is_by_proxy` as the proxy's log has it, `arrived` None while nobody saw it."""

    message_id: str
    submitted: float
    arrived: float | None
    is_by_proxy: bool


def letters(truth: Truth) -> list[Letter]:
    """Those that the outside sender took, in order."""
    found = []
    for event in truth.submitted:
        if not event.error:
            arrival = truth.arrived.get(event.message_id)
            by_proxy = truth.passed(event.message_id, "proxy")
            found.append(Letter(event.message_id, event.at, arrival.at if arrival else None, by_proxy))
    return found


def last_by_old(found: list[Letter]) -> float | None:
    """When the last letter arrived without the proxy."""
    return max((letter.arrived for letter in found if letter.arrived and not letter.is_by_proxy), default=None)


def first_by_proxy(found: list[Letter]) -> float | None:
    """When the first letter arrived through the proxy."""
    return min((letter.arrived for letter in found if letter.arrived and letter.is_by_proxy), default=None)
