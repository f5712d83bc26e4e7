"""What the agent said of recipients, against what the servers wrote when it asked for them."""

import re
from collections.abc import Iterator, Sequence

from lab.addresses import mailboxes_of
from lab.judge import tolerances
from lab.judge.status import Gate, Status
from lab.judge.truth import Truth
from lab.story.plan import Plan

_GATE = "recipients_valid"
_ABOUT_RECIPIENT = re.compile(r" 55\d 5\.1\.\d ")
_EVIDENCE_AGE = 3
"""For how many intervals an answer counts, where the plan says nothing else."""

_GAP = 1.5
"""Intervals between two refusals with no answer between them: questions are put with a jitter of a tenth."""


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    refused = _refusals(plan, truth)
    for status in statuses:
        for gate in status.gates:
            if gate.gate == _GATE:
                yield _fail(plan, truth, status, gate)
                yield _pass(plan, truth, status, gate, refused)
    yield _known(plan, statuses)


def _fail(plan: Plan, truth: Truth, status: Status, gate: Gate) -> str | None:
    """All servers of the lab read the same list. A server that is down, or refuses everybody, is no evidence, unless it says
    that there is no such recipient."""
    if gate.verdict != "fail":
        return None
    if any(_ABOUT_RECIPIENT.search(detail) for at, detail in _unwelcome(plan, truth) if at <= status.at + tolerances.WITNESS):
        return None
    return f"at {truth.when(status.at)} the agent says fail of {gate.gate}; both servers have the same recipients"


def _pass(
    plan: Plan, truth: Truth, status: Status, gate: Gate, refused: Sequence[tuple[float, float]]
) -> str | None:
    """What the new server took long ago, and has refused ever since, is no evidence any more."""
    age = (plan.evidence_age or _EVIDENCE_AGE) * plan.mail_interval + tolerances.SWITCH
    if gate.verdict != "pass" or not any(begun + age < status.at <= last for begun, last in refused):
        return None
    return (
        f"at {truth.when(status.at)} the agent says pass of {gate.gate}; "
        f"the new server has taken no recipient for {age:.0f} s"
    )


def _known(plan: Plan, statuses: Sequence[Status]) -> str | None:
    told = {gate.verdict for status in statuses for gate in status.gates if gate.gate == _GATE}
    if not plan.paths or not told or told & {"pass", "waived"}:
        return None
    return f"the agent never says pass of {_GATE}, but {', '.join(sorted(told))}; both servers were there to be asked"


def _refusals(plan: Plan, truth: Truth) -> list[tuple[float, float]]:
    """From when to when the new server would not have the first recipient, each time that it was asked."""
    first = mailboxes_of(plan.domain)[0]
    found: list[tuple[float, float]] = []
    for at, detail in _unwelcome(plan, truth):
        if not detail.startswith(f"{first} "):
            continue
        if found and at - found[-1][1] <= _GAP * plan.mail_interval:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found


def _unwelcome(plan: Plan, truth: Truth) -> list[tuple[float, str]]:
    """Of the recipients that the plan asks for, at the new server."""
    asked = tuple(f"{mailbox} " for mailbox in mailboxes_of(plan.domain))
    return [
        (event.at, event.detail)
        for event in truth.logged
        if (event.action, event.server) == ("unwelcome", plan.new.name) and event.detail.startswith(asked)
    ]
