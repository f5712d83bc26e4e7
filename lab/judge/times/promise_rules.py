"""A time that was told is a promise, unless something is published before it: two looks after it no gate waits for copies
any more; and it is not put off meanwhile."""

from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.gate_rules import slack
from lab.judge.status import Status
from lab.judge.timetable import PlannedStep
from lab.judge.times.ends import is_waited_for, waited_for
from lab.judge.times.lately import next_publication
from lab.judge.times.patience_rules import EXPIRED
from lab.judge.standing import published_at
from lab.judge.truth import Truth
from lab.story.plan import Plan

_LOOKS = 2
_SAME = 0.001
"""Instants are told in milliseconds."""


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. Among resolvers of every manner, what is found out about them moves times too."""
    last: dict[str, tuple[float, float]] = {}
    for status in statuses if plan.paths else ():
        for told in status.timetable:
            said, promised = last.get(told.step, (status.at, None))
            if promised is not None and next_publication(truth, said - slack(plan)) > status.at:
                yield _kept(plan, truth, status, told, promised)
                yield _put_off(truth, status, told, promised)
            until = _promised(plan, truth, status, told)
            if until is None:
                last.pop(told.step, None)
            else:
                last[told.step] = (status.at, until)


def _promised(plan: Plan, truth: Truth, status: Status, told: PlannedStep) -> float | None:
    """Until when copies are said to live; None where that is not said of now, or of what is published still."""
    untils = [proof.until for proof in told.proofs_of(*EXPIRED) if proof.until is not None]
    if not told.is_told_of_now or not untils:
        return None
    for record in waited_for(plan, told.step):
        event = published_at(truth, record, status.at)
        if event is None or is_waited_for(plan, record, told.step)(event.records):
            return None
    return max(untils)


def _kept(plan: Plan, truth: Truth, status: Status, told: PlannedStep, promised: float) -> str | None:
    if status.at < promised + _LOOKS * plan.interval + tolerances.SAMPLING:
        return None
    for gate in status.gates:
        if gate.step == told.step and gate.gate in EXPIRED and gate.verdict in ("wait", "fail"):
            return (
                f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}; before it told that copies end by "
                f"{truth.when(promised)}, and nothing was published since"
            )
    return None


def _put_off(truth: Truth, status: Status, told: PlannedStep, promised: float) -> str | None:
    untils = [proof.until for proof in told.proofs_of(*EXPIRED) if proof.until is not None]
    if not told.is_told_of_now or not untils or max(untils) <= promised + _SAME:
        return None
    return (
        f"at {truth.when(status.at)} the agent puts {told.step} off from {truth.when(promised)} to {truth.when(max(untils))}; "
        "nothing was published since"
    )
