"""When the agent must not say "go", by the lab's own eyes alone, whatever the gates were said to be: while an old copy can
live, while nobody has looked, or while a message is unaccounted for."""

import math
from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.attempts import Attempt, attempts
from lab.judge.gate_rules import end_lately, older_answer_after
from lab.judge.standing import switched_at
from lab.judge.status import Status
from lab.judge.truth import Truth
from lab.story.plan import VERIFY_AFTER, VERIFY_FOR, Plan

_EVIDENCE_AGE = 3
"""In intervals of the probe, as the agent has it unless it is told otherwise."""

_STEPS = ("switch", "remove_old", "retire_old")


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    by_new = attempts(truth, plan.new)
    for status in statuses:
        if status.decision.kind == "go" and status.decision.next_step in _STEPS:
            what = f"at {truth.when(status.at)} the agent says go for {status.decision.next_step}"
            yield from (None if why is None else f"{what}; {why}" for why in _reasons(plan, truth, status, by_new))


def _reasons(plan: Plan, truth: Truth, status: Status, by_new: list[Attempt]) -> Iterator[str | None]:
    step, at = status.decision.next_step, status.at
    assert step is not None
    yield _old_copies(plan, truth, step, at)
    yield _silent_name_servers(plan, truth, at)
    if step == "retire_old":
        yield _offenders(plan, truth, at)
        yield _queued(plan, truth, at)
        return
    yield _no_mail(plan, by_new, at)
    yield _unaccounted(plan, truth, by_new, at)
    if step == "remove_old":
        yield _unverified(plan, truth, by_new, at)


def _old_copies(plan: Plan, truth: Truth, step: str, at: float) -> str | None:
    end = end_lately(plan, truth, step, at)
    if end is not None and at >= end:
        return None
    return f"old copies may live until {'nobody knows when' if end is None else truth.when(end)}"


def _offenders(plan: Plan, truth: Truth, at: float) -> str | None:
    """A resolver that gives the old server's name later still, and that nobody has accepted."""
    for record in plan.leaving_in_use:
        for name in plan.resolvers:
            last = older_answer_after(plan, truth, record, name, "retire_old", at)
            if last is not None:
                return f"{name} still led to the old server at {truth.when(last)}"
    return None


def _silent_name_servers(plan: Plan, truth: Truth, at: float) -> str | None:
    since = at - _EVIDENCE_AGE * plan.interval - tolerances.SWITCH
    for record in plan.records:
        for name in plan.authorities:
            if not any(since <= sample.at <= at + tolerances.SAMPLING for sample in truth.samples(name, record)):
                return f"{name} had not answered for {record.what} since {truth.when(since)}"
    return None


def _no_mail(plan: Plan, by_new: list[Attempt], at: float) -> str | None:
    since = at - _EVIDENCE_AGE * plan.mail_interval - tolerances.LATENCY
    if any(since <= each.at and each.arrived <= at + tolerances.LATENCY for each in by_new):
        return None
    return f"no message had arrived by the new path in the {at - since:.1f} s before"


def _unaccounted(plan: Plan, truth: Truth, by_new: list[Attempt], at: float) -> str | None:
    """None is overdue, and the last one whose end is known arrived."""
    overdue = (at - plan.lost_after + tolerances.MAIL_END, at - plan.late_after - tolerances.MAIL_END)
    ended = None
    for each in by_new:
        has_arrived = each.arrived <= at + tolerances.LATENCY
        if not has_arrived and not each.is_refused and overdue[0] < each.at <= overdue[1]:
            return f"{_name(each)}, sent by the new path at {truth.when(each.at)}, had not arrived"
        is_refused = each.is_refused and each.at <= at - tolerances.LATENCY
        if has_arrived and each.at <= at or is_refused or each.at <= at - plan.lost_after - tolerances.MAIL_END:
            ended = each
    if ended is None or ended.arrived <= at + tolerances.LATENCY:
        return None
    return f"{_name(ended)}, sent by the new path at {truth.when(ended.at)}, was refused or lost, and none has arrived since"


def _unverified(plan: Plan, truth: Truth, by_new: list[Attempt], at: float) -> str | None:
    """Every message since some time after the switch has arrived, for long enough."""
    after = VERIFY_AFTER if plan.verify_after is None else plan.verify_after
    long = VERIFY_FOR if plan.verify_for is None else plan.verify_for
    switched = switched_at(plan, truth, at)
    if switched is None or at < switched + after + long:
        return f"mail by the new path counts from {after} s after the switch, for {long} s"
    for each in by_new:
        is_due = max(switched + after, at - long) <= each.at <= at - plan.late_after - tolerances.MAIL_END
        if is_due and each.arrived > at + tolerances.LATENCY:
            return f"{_name(each)}, sent by the new path at {truth.when(each.at)}, had not arrived"
    return None


def _queued(plan: Plan, truth: Truth, at: float) -> str | None:
    """Mail that the old server has taken and not got rid of, unless the operator looks after it himself."""
    if "old_queue_empty" in plan.waived:
        return None
    left: dict[str, float] = {}
    for event in truth.logged:
        if event.server == plan.old.name and event.at <= at:
            if event.action == "accepted":
                left[event.message_id] = event.at
            elif event.action in ("sent", "bounced", "discarded"):
                left.pop(event.message_id, math.nan)
    old = [name for name, since in left.items() if since <= at - tolerances.MAIL_END]
    return f"{len(old)} messages were in the old server's queue" if old else None


def _name(attempt: Attempt) -> str:
    return f"message {attempt.message_id}" if attempt.message_id else "a message"
