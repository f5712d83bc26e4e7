"""What the agent said of the gates, against what was published, what caches really held, and what it cannot know."""

import math
from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.mail_rules import all_messages
from lab.judge.standing import (
    absence_end,
    high_ttl_end_of_present,
    is_restored,
    last_old_host_end,
    old_host_end,
    phase_at,
    previous_end,
)
from lab.judge.status import Gate, Status
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record

PENDING = frozenset("spf_covers_both old_queue_empty mailboxes_moved".split())
"""Gates whose evidence nobody gathers yet, or not all of it, or the operator alone: they must never pass."""

BY_LOGS = frozenset("no_bypass no_forwarding_failure source_is_proxy old_server_quiet".split())
BY_TRIAL = frozenset({"lock_in_place"})
"""Gates that need the servers' logs, and somebody who tries the lock: without them they must not pass either."""

_FORWARDING = "no_forwarding_failure"
"""Of those the one that probe mail and its bounces can shut."""

_UNHANDED = ("bounced", "deferred", "held", "discarded")
"""What a server's log says of a message that it has not handed on."""

_BOUNDS = {
    ("switch", "old_ttl_expired"): high_ttl_end_of_present,
    ("switch", "absence_expired"): absence_end,
    ("remove_old", "previous_stage_expired"): previous_end,
    ("retire_old", "old_host_expired"): old_host_end,
    ("done", "old_host_expired"): last_old_host_end,
}
"""Step and gate → when the copies that they ask after have ended."""


def slack(plan: Plan) -> float:
    """How long the agent may need to see what is published."""
    return plan.interval + tolerances.VERSION_END + tolerances.SAMPLING


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for status in statuses:
        for gate in status.gates:
            yield _waived(plan, truth, status, gate)
            yield _pending(plan, truth, status, gate)
            yield _forwarding(plan, truth, statuses, status, gate)
            yield _high_ttl(plan, truth, status, gate)
            yield _copies(plan, truth, status, gate)
            yield _late(plan, truth, status, gate)
    yield from _every_wait_ends(plan, truth, statuses)


def _waived(plan: Plan, truth: Truth, status: Status, gate: Gate) -> str | None:
    """The operator's word is neither made up nor forgotten."""
    if gate.gate in plan.waived and gate.verdict not in ("pass", "waived"):
        return f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}, which the operator waives"
    if gate.gate not in plan.waived and gate.verdict == "waived":
        return f"at {truth.when(status.at)} the agent says waived of {gate.gate}; the operator waives no such gate"
    return None


def _pending(plan: Plan, truth: Truth, status: Status, gate: Gate) -> str | None:
    is_told = gate.gate == _FORWARDING and gate.verdict == "fail"
    untold = (PENDING, frozenset() if plan.reads_logs else BY_LOGS, frozenset() if plan.tries_lock else BY_TRIAL)
    if gate.gate not in frozenset().union(*untold) or gate.verdict in ("no_evidence", "waived") or is_told:
        return None
    return f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}, for which it has no evidence"


def _forwarding(plan: Plan, truth: Truth, statuses: Sequence[Status], status: Status, gate: Gate) -> str | None:
    """A failure is one of a message that had been sent by the new path, and that a server did not hand on at once, or that
    nobody ever saw; by the new server's log one of anybody's."""
    if gate.gate != _FORWARDING or gate.verdict != "fail":
        return None
    by_new = [event for event in truth.logged if event.server == plan.new.name and event.at <= status.at]
    if plan.reads_logs and any(event.action in _UNHANDED for event in by_new):
        return None
    for message in all_messages(statuses):
        is_unhanded = any(event.action in _UNHANDED for event in truth.logged_for(message.message_id))
        is_meant = message.path == "new" and message.recorded_at <= status.at
        if is_meant and (is_unhanded or message.message_id not in truth.arrived):
            return None
    return f"at {truth.when(status.at)} the agent says fail of {gate.gate}; every message by the new path was handed on"


def _high_ttl(plan: Plan, truth: Truth, status: Status, gate: Gate) -> str | None:
    """`old_ttl_expired` and `absence_expired` pass when no copy with the high TTL can live; the latter at once where
    nothing is absent."""
    is_meant = gate.gate == "old_ttl_expired" or (gate.gate == "absence_expired" and plan.absent_at_first)
    if not is_meant or gate.verdict not in ("pass", "wait"):
        return None
    if is_restored(plan, truth, status.at):
        return None  # the switch is long done, and the high TTL is the right one again
    end = _BOUNDS["switch", gate.gate](plan, truth, status.at)
    what = f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}"
    if gate.verdict == "pass" and (end is None or status.at < end):
        return f"{what}; copies with the high TTL may live until {'nobody knows when' if end is None else truth.when(end)}"
    if gate.verdict == "wait" and end is not None and gate.until is not None and gate.until < end:
        return f"{what} until {truth.when(gate.until)}; copies with the high TTL may live until {truth.when(end)}"
    return None


def _copies(plan: Plan, truth: Truth, status: Status, gate: Gate) -> str | None:
    """No copy from before is left at who honours TTLs when the gate passes."""
    if gate.gate not in ("previous_stage_expired", "old_host_expired") or gate.verdict != "pass":
        return None
    what = f"at {truth.when(status.at)} the agent says pass of {gate.gate}"
    end = end_lately(plan, truth, gate.step, status.at)
    if end is None:
        return f"{what}; what it asks after is published still, or never was"
    if status.at < end:
        return f"{what}; copies from before may live until {truth.when(end)}"
    left = sorted(set(_still_answering(plan, truth, gate.step, status.at)))
    return f"{what}; the lab still saw older answers at {', '.join(left)}" if left else None


def end_lately(plan: Plan, truth: Truth, step: str, at: float) -> float | None:
    """The bound that a step needs. What was taken back too short ago for the agent to have seen it is published still."""
    end_of = next(end_of for (of_step, _), end_of in _BOUNDS.items() if of_step == step)
    end = end_of(plan, truth, at)
    return end_of(plan, truth, at - slack(plan)) if end is None else end


def _late(plan: Plan, truth: Truth, status: Status, gate: Gate) -> str | None:
    """Nobody is made to wait longer than he has to. Once a step is taken its gate may ask after what the step has changed,
    too: nobody waits for it any more."""
    end_of = _BOUNDS.get((gate.step, gate.gate))
    is_behind = gate.step == "remove_old" and phase_at(plan, truth, status.at) == "finish"
    if end_of is None or gate.verdict != "wait" or not plan.paths or is_behind:
        return None
    end = end_of(plan, truth, status.at)
    latest = math.inf if end is None else first_looked(plan, truth, end) + plan.bound_margin + slack(plan)
    if gate.until is not None and max(status.at, gate.until) <= latest:
        return None
    told = "nobody knows when" if gate.until is None else truth.when(gate.until)
    return (
        f"at {truth.when(status.at)} the agent says wait of {gate.gate} until {told}; "
        f"the last copy {'has no end yet' if end is None else 'ends by ' + truth.when(end)}"
    )


def first_looked(plan: Plan, truth: Truth, end: float) -> float:
    """The end of copies at the latest for an agent that was told nothing: by its first look at every name server it may
    have been what was before it came."""
    if plan.is_lowering_told:
        return end
    return max(end, truth.watched_from + tolerances.FIRST_LOOK + plan.old_ttl)


def _still_answering(plan: Plan, truth: Truth, step: str, at: float) -> Iterator[str]:
    """Resolvers that give such data later still, but for those that the plan knows to keep it."""
    for record in {"remove_old": plan.switching, "retire_old": plan.leaving_in_use}.get(step, plan.leaving):
        for name in plan.resolvers:
            is_known = name in (plan.ways.kept or {}) or name in plan.ways.floors
            if not is_known and older_answer_after(plan, truth, record, name, step, at) is not None:
                yield name


def older_answer_after(
    plan: Plan, truth: Truth, record: Record, resolver: str, step: str, at: float, said: float = math.inf
) -> float | None:
    """When the resolver, clearly later than `at`, last gave what the step waits for the end of, before that was published
    anew; None when it did not. `said` is when that was told of `at`, where it was before."""
    since = min(at, said) - slack(plan)
    later = [event for event in truth.published_for(record) if event.at > since]
    anew = min((event.at for event in later if _is_meant(plan, record, event.records, step)), default=math.inf)
    for sample in reversed(truth.samples(resolver, record)):
        if sample.at <= at + tolerances.SWITCH:
            return None
        if sample.at < anew and _is_meant(plan, record, sample.records, step):
            return sample.at
    return None


def _is_meant(plan: Plan, record: Record, records: Sequence[str], step: str) -> bool:
    if step == "remove_old":
        return record.stage_of(records) < record.stage_after("switch")
    return plan.leads_to_old(record, records)


def _every_wait_ends(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """In the end the gates of the copies open: a tool that says `wait` for ever is no use."""
    last = statuses[-1]
    for (step, name), end_of in _BOUNDS.items():
        if name == "old_host_expired" and not plan.paths:
            continue  # the agent is told of no servers there, so of no old one
        told = [gate for gate in last.gates if (gate.step, gate.gate) == (step, name)]
        end = end_of(plan, truth, last.at)
        if end is None or last.at < end + plan.bound_margin + slack(plan):
            continue
        is_open = bool(told) and all(gate.verdict == "pass" for gate in told)
        is_of_the_kind = name != "previous_stage_expired" or plan.kind == "proxy"
        yield None if is_open or not is_of_the_kind else (
            f"at the end the agent says {', '.join(gate.verdict for gate in told) or 'nothing'} of {name}; the last copy "
            f"ended by {truth.when(end)}"
        )
