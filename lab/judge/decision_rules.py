"""What the agent said of the cutover as a whole: phase, gates and decision, against what was published and what caches
really held."""

from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.status import Gate, Status
from lab.judge.switches import honest_end, seen_switch, stages_published
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record

PENDING = frozenset(
    "path_proven headers_intact recipients_valid identity_ready both_addresses_ready old_host_relays no_bypass "
    "no_forwarding_failure source_is_proxy old_server_quiet old_queue_empty mailboxes_moved lock_in_place".split()
)
"""Gates whose evidence nobody gathers yet, or the operator alone: they must never pass."""

_OPEN = ("pass", "waived")
_COPIES = {"previous_stage_expired": 1, "old_host_expired": 2}
"""Gate → the stage before which no copy may be left when it passes."""


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. Nothing is judged where no record changes."""
    record = next((each for each in plan.records if len(each.stages) > 1), None)
    if record is None or not truth.published_for(record):
        return
    for status in statuses:
        yield _phase(plan, truth, record, status)
        yield _decision(truth, status)
        for gate in status.gates:
            yield _pending(truth, status, gate)
            yield _old_ttl(plan, truth, record, status, gate)
            yield _copies(plan, truth, record, status, gate)
    yield from _every_wait_ends(plan, truth, record, statuses)


def _slack(plan: Plan) -> float:
    return plan.interval + tolerances.VERSION_END + tolerances.SAMPLING


def _phase(plan: Plan, truth: Truth, record: Record, status: Status) -> str | None:
    """The one that was published, or one of those shortly before."""
    since = status.at - _slack(plan)
    changes = [at for _, at in stages_published(truth, record)] + [event.at for event in truth.published_for(record)]
    instants = [since, status.at, *(at for at in changes if since <= at <= status.at)]
    allowed = {_phase_at(plan, truth, record, at) for at in instants}
    if any(since <= at <= status.at for _, at in stages_published(truth, record)[:1]):
        allowed.add("switch")
    if status.phase in allowed:
        return None
    return (
        f"at {truth.when(status.at)} the agent says phase {status.phase}; what is published is {' or '.join(sorted(allowed))}"
    )


def _phase_at(plan: Plan, truth: Truth, record: Record, at: float) -> str:
    events = [event for event in truth.published_for(record) if event.at <= at]
    stage = record.stage_of(events[-1].records) if events else 0
    if stage == 0:
        return "lower_ttl" if events and events[-1].ttl < plan.old_ttl else "prepare"
    return "verify" if stage == 1 else "finish"


def _decision(truth: Truth, status: Status) -> str | None:
    """Go when every gate of the next step is open, and only then; nothing here is a reason to roll back."""
    said = status.decision
    what = f"at {truth.when(status.at)} the agent says {said.kind} ({said.sentence})"
    if not said.sentence:
        return f"at {truth.when(status.at)} the agent says {said.kind}, and not why"
    shut = [gate.gate for gate in status.gates if gate.step == said.next_step and gate.verdict not in _OPEN]
    if said.kind == "go" and (shut or not said.next_step):
        return f"{what}; shut are {', '.join(shut) or 'none, for there is no step'}"
    if said.kind == "wait" and not shut and status.phase != "switch":
        return f"{what}; every gate is open"
    return None if said.kind in ("go", "wait") else f"{what}; nothing is a reason for that"


def _pending(truth: Truth, status: Status, gate: Gate) -> str | None:
    if gate.gate not in PENDING or gate.verdict == "no_evidence":
        return None
    return f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}, for which it has no evidence"


def _high_ttl_end(plan: Plan, truth: Truth, record: Record, at: float) -> float | None:
    """When the last copy with the TTL from before has ended, by what was published until then; None while such a TTL is
    published, as before it is lowered and once it is restored."""
    published = [event for event in truth.published_for(record) if event.at <= at]
    ends = [later.at + earlier.ttl for earlier, later in zip(published, published[1:]) if earlier.ttl > plan.new_ttl]
    return max(ends) if ends and published[-1].ttl <= plan.new_ttl else None


def _is_restored(plan: Plan, truth: Truth, record: Record, at: float) -> bool:
    published = [event for event in truth.published_for(record) if event.at <= at]
    return any(earlier.ttl <= plan.new_ttl < later.ttl for earlier, later in zip(published, published[1:]))


def _old_ttl(plan: Plan, truth: Truth, record: Record, status: Status, gate: Gate) -> str | None:
    """`old_ttl_expired` passes when no copy with the high TTL can live."""
    if gate.gate != "old_ttl_expired" or gate.verdict not in ("pass", "wait"):
        return None
    if _is_restored(plan, truth, record, status.at):
        return None  # the switch is long done, and the high TTL is the right one again
    end = _high_ttl_end(plan, truth, record, status.at - _slack(plan))
    what = f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}"
    if gate.verdict == "pass" and (end is None or status.at < end):
        return f"{what}; copies with the high TTL may live until {'nobody knows when' if end is None else truth.when(end)}"
    if gate.verdict == "wait" and end is not None and gate.until is not None and gate.until < end:
        return f"{what} until {truth.when(gate.until)}; copies with the high TTL may live until {truth.when(end)}"
    return None


def _copies(plan: Plan, truth: Truth, record: Record, status: Status, gate: Gate) -> str | None:
    """No copy of a stage before is left at who honours TTLs when the gate passes."""
    stage = _COPIES.get(gate.gate)
    if stage is None or gate.verdict != "pass":
        return None
    what = f"at {truth.when(status.at)} the agent says pass of {gate.gate}"
    end = honest_end(truth, record, stage)
    if end is None:
        return f"{what}; stage {stage} was never published"
    if status.at < end:
        return f"{what}; copies from before may live until {truth.when(end)}"
    late = {name: seen_switch(plan, truth, record, name, stage).last_old for name in plan.resolvers}
    left = [name for name, last in late.items() if last is not None and last > status.at + tolerances.SWITCH]
    left = [name for name in left if name not in (plan.ways.kept or {}) and name not in plan.ways.floors]
    return f"{what}; the lab still saw older answers at {', '.join(left)}" if left else None


def _every_wait_ends(plan: Plan, truth: Truth, record: Record, statuses: Sequence[Status]) -> Iterator[str | None]:
    """In the end the gates of the copies open: a tool that says `wait` for ever is no use."""
    last = statuses[-1]
    ends = {"old_ttl_expired": _high_ttl_end(plan, truth, record, last.at)}
    ends |= {gate: honest_end(truth, record, stage) for gate, stage in _COPIES.items()}
    if not plan.paths:
        del ends["old_host_expired"]  # the agent is told of no servers there, so of no old one
    for name, end in ends.items():
        told = [gate for gate in last.gates if gate.gate == name]
        if end is None or last.at < end + plan.bound_margin + _slack(plan):
            continue
        yield None if told and all(gate.verdict == "pass" for gate in told) else (
            f"at the end the agent says {', '.join(gate.verdict for gate in told) or 'nothing'} of {name}; the last copy "
            f"ended by {truth.when(end)}"
        )
