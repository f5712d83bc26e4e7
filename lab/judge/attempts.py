"""What became of the agent's own mail, by the mail servers' logs and the mailbox alone."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from lab.addresses import ADDRESSES
from lab.judge.truth import Truth
from lab.story.plan import MailServer


@dataclass(frozen=True)
class Attempt:
    """One message that a server was offered by the agent. `arrived` is infinite while nobody saw it in the mailbox."""

    at: float
    message_id: str
    is_refused: bool
    arrived: float = math.inf


def attempts(truth: Truth, server: MailServer) -> list[Attempt]:
    """In order. A refusal for now is none: the message will come again."""
    return list(_attempts(truth, server))


def _attempts(truth: Truth, server: MailServer) -> Iterator[Attempt]:
    for event in truth.logged:
        if (event.server, event.client) != (server.name, ADDRESSES.agent):
            continue
        if event.action == "accepted":
            arrival = truth.arrived.get(event.message_id)
            yield Attempt(event.at, event.message_id, False, arrival.at if arrival else math.inf)
        elif event.action == "discarded":
            yield Attempt(event.at, event.message_id, False)
        elif event.action == "rejected" and event.detail.startswith("5"):
            yield Attempt(event.at, event.message_id, True)


def is_harmed(found: list[Attempt], at: float, lost_after: float) -> bool:
    """Whether, at that instant, the last two that had ended were refused or lost."""
    ended = [each for each in found if _end(each, lost_after) <= at]
    last = [each.is_refused or each.arrived > each.at + lost_after for each in ended[-2:]]
    return len(last) == 2 and all(last)


def ends(found: list[Attempt], lost_after: float) -> list[float]:
    """When each was known to have arrived, or not to."""
    return [_end(each, lost_after) for each in found]


def _end(attempt: Attempt, lost_after: float) -> float:
    return attempt.at if attempt.is_refused else min(attempt.arrived, attempt.at + lost_after)
