"""What the agent said of mail to an old server with mailboxes of its own: whether it reaches the new server's."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.addresses import INBOX
from lab.judge import tolerances
from lab.judge.attempts import attempts
from lab.judge.mail_rules import all_messages
from lab.judge.status import Copy, Gate, Message, Status
from lab.judge.truth import Truth
from lab.story.plan import OldMail, Plan

GATE = "old_host_relays"

_EVIDENCE_AGE = 3
"""In intervals of the round trip, as the agent has it unless it is told otherwise."""

_LEAST = 2
"""Messages that must have shown it."""


@dataclass(frozen=True)
class _Led:
    """A message that was offered to the old server; `reached`: when it lay in the new one's mailbox."""

    at: float
    message_id: str
    is_refused: bool
    reached: float


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. Nothing is judged where both servers file in the same mailboxes."""
    if plan.old_mail is OldMail.SHARED:
        return
    for message in all_messages(statuses):
        for copy in message.copies:
            yield _copy(plan, truth, message, copy, statuses[-1].at)
    led = _led(plan, truth)
    told = [(status, gate) for status in statuses for gate in status.gates if gate.gate == GATE]
    for status, gate in told:
        yield _gate(plan, truth, led, status, gate)
    if plan.old_mail is OldMail.MIRRORED and GATE not in plan.waived:
        is_told = any(gate.verdict == "pass" for _, gate in told)
        yield None if is_told else f"the agent never says pass of {GATE}; the old server has copied its mail to the new one"


def _copy(plan: Plan, truth: Truth, message: Message, copy: Copy, last_look: float) -> str | None:
    """It has arrived if and only if the lab saw it there, and by and by it is known whether it will."""
    arrival = truth.arrived_in(copy.mailbox, message.message_id)
    seen = f"the lab saw it there at {truth.when(arrival.at)}" if arrival else "the lab never saw it there"
    what = f"message {message.message_id}: of its copy in {copy.mailbox} the agent says {copy.state}; {seen}"
    if copy.state == "arrived":
        return None if arrival else what
    deadline = message.recorded_at + plan.lost_after
    if copy.state == "awaited":
        is_overdue = last_look > deadline + tolerances.MAIL_END
        is_unnoticed = arrival is not None and arrival.at < last_look - tolerances.MAIL_END
        return what if is_overdue or is_unnoticed else None
    if copy.state == "missing":
        return what if arrival and arrival.at < deadline - tolerances.MAIL_END else None
    return what if copy.state != "not_sent" or arrival else None


def _led(plan: Plan, truth: Truth) -> list[_Led]:
    found = []
    for each in attempts(truth, plan.old):
        arrival = truth.arrived_in(INBOX, each.message_id) if each.message_id else None
        found.append(_Led(each.at, each.message_id, each.is_refused, arrival.at if arrival else math.inf))
    return found


def _gate(plan: Plan, truth: Truth, led: list[_Led], status: Status, gate: Gate) -> str | None:
    what = f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}"
    if gate.verdict == "pass":
        return _pass(plan, truth, led, status.at, what)
    if gate.verdict == "fail":
        late = [each for each in led if each.at <= status.at + tolerances.WITNESS and _is_harm(plan, each)]
        return None if late else f"{what}; all mail to the old server has reached the new mailbox"
    if gate.verdict == "wait":
        return f"{what}; it has nothing to wait for"
    return None


def _is_harm(plan: Plan, led: _Led) -> bool:
    return led.is_refused or led.reached > led.at + plan.late_after - tolerances.LATENCY


def _pass(plan: Plan, truth: Truth, led: list[_Led], at: float, what: str) -> str | None:
    """Two messages at least have reached it, and none of late that should have is missing there."""
    age = (plan.evidence_age or _EVIDENCE_AGE) * plan.mail_interval
    reached = [each for each in led if each.reached <= at + tolerances.LATENCY]
    if len(reached) < _LEAST:
        return f"{what}; {len(reached)} messages to the old server had reached the new mailbox"
    if reached[-1].reached < at - age - tolerances.LATENCY:
        return f"{what}; the last one had reached the new mailbox at {truth.when(reached[-1].reached)}"
    for each in led:
        is_due = at - age - plan.late_after < each.at <= at - plan.late_after - tolerances.MAIL_END
        if is_due and (each.is_refused or each.reached > at + tolerances.LATENCY):
            return f"{what}; message {each.message_id or 'of ' + truth.when(each.at)} had not reached the new mailbox"
    return None
