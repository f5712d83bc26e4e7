"""Where the cutover really stood at an instant, by what was published."""

from collections.abc import Sequence
from itertools import pairwise

from lab.judge.switches import copies_end
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record
from lab.truth.events import Published


def published_at(truth: Truth, record: Record, at: float) -> Published | None:
    """The version of then."""
    events = [event for event in truth.published_for(record) if event.at <= at]
    return events[-1] if events else None


def stage_at(truth: Truth, record: Record, at: float) -> int:
    """The stage of then; the first one before anything was published."""
    event = published_at(truth, record, at)
    return record.stage_of(event.records) if event else 0


def phase_at(plan: Plan, truth: Truth, at: float) -> str:
    """All phases but `done`, which is more than what is published."""
    reached = [stage_at(truth, record, at) >= record.stage_after("switch") for record in plan.switching]
    if not any(reached):
        return "lower_ttl" if any(_is_lowered(plan, truth, record, at) for record in plan.switching) else "prepare"
    if not all(reached):
        return "switch"
    return "finish" if any(_is_finishing(truth, record, at) for record in plan.changing) else "verify"


def _is_lowered(plan: Plan, truth: Truth, record: Record, at: float) -> bool:
    event = published_at(truth, record, at)
    return event is not None and event.ttl < plan.old_ttl


def _is_finishing(truth: Truth, record: Record, at: float) -> bool:
    """Whether a stage is published that comes after the switch."""
    return stage_at(truth, record, at) > record.stage_after("switch")


def switched_at(plan: Plan, truth: Truth, at: float) -> float | None:
    """Since when everything that the switch changes has been published; None when it is not."""
    begun = [_switched_since(truth, record, at) for record in plan.switching]
    known = [each for each in begun if each is not None]
    return max(known) if known and len(known) == len(begun) else None


def _switched_since(truth: Truth, record: Record, at: float) -> float | None:
    since = None
    for event in truth.published_for(record):
        if event.at <= at:
            is_switched = record.stage_of(event.records) >= record.stage_after("switch")
            since = (since or event.at) if is_switched else None
    return since


def is_rolled_back(plan: Plan, truth: Truth, at: float) -> bool:
    """Whether something of the switch was published and nothing is any more."""
    if any(stage_at(truth, record, at) >= record.stage_after("switch") for record in plan.switching):
        return False
    return any(
        record.stage_of(event.records) >= record.stage_after("switch")
        for record in plan.switching
        for event in truth.published_for(record)
        if event.at <= at
    )


def high_ttl_end(plan: Plan, truth: Truth, at: float) -> float | None:
    """When the last copy with the TTL from before has ended, by what was published until then; None while such a TTL is
    published, as before it is lowered and once it is restored. Who came later than the lowering, and was not told of it,
    cannot know more than that it was not after he came."""
    return _long_copies_end(plan, plan.switching, truth, at)


def high_ttl_end_of_present(plan: Plan, truth: Truth, at: float) -> float | None:
    """The same of what is there before the switch."""
    return _long_copies_end(plan, [record for record in plan.switching if record not in plan.absent_at_first], truth, at)


def absence_end(plan: Plan, truth: Truth, at: float) -> float | None:
    """The same of what is absent before the switch; None where nothing is."""
    return _long_copies_end(plan, plan.absent_at_first, truth, at)


def _long_copies_end(plan: Plan, records: Sequence[Record], truth: Truth, at: float) -> float | None:
    ends = []
    for record in records:
        published = [event for event in truth.published_for(record) if event.at <= at]
        if not published or published[-1].ttl > plan.new_ttl:
            return None
        pairs = pairwise(published)
        ends += [later.at + earlier.ttl for earlier, later in pairs if earlier.ttl > plan.new_ttl]
    if not ends:
        return None
    return max(ends) if plan.is_lowering_told else max(*ends, truth.watched_from + plan.old_ttl)


def is_restored(plan: Plan, truth: Truth, at: float) -> bool:
    """Whether the high TTL is published again after a low one: the switch is long done then."""
    for record in plan.switching:
        published = [event for event in truth.published_for(record) if event.at <= at]
        if any(earlier.ttl <= plan.new_ttl < later.ttl for earlier, later in pairwise(published)):
            return True
    return False


def previous_end(plan: Plan, truth: Truth, at: float) -> float | None:
    """When the last copy from before the switch has ended; None while one is published."""
    ends = []
    for record in plan.switching:
        switched = record.stage_after("switch")
        ends.append(copies_end(truth, record, lambda data, r=record, s=switched: r.stage_of(data) < s, at))  # type: ignore[misc]
    return _all_ended(ends)


def old_host_end(plan: Plan, truth: Truth, at: float) -> float | None:
    """When the last copy that leads to the old server has ended, but for its own name; None while one is published."""
    return _leading_end(plan, plan.leaving_in_use, truth, at)


def last_old_host_end(plan: Plan, truth: Truth, at: float) -> float | None:
    """The same, its own name included."""
    return _leading_end(plan, plan.leaving, truth, at)


def _leading_end(plan: Plan, records: Sequence[Record], truth: Truth, at: float) -> float | None:
    return _all_ended(
        [
            copies_end(truth, record, lambda data, r=record: plan.leads_to_old(r, data), at)  # type: ignore[misc]
            for record in records
        ]
    )


def lines_back(plan: Plan, truth: Truth, at: float) -> set[str]:
    """The zone lines of what was there before the switch, with the TTL of now (a low one where there is nothing now,
    or the TTL from before again), for all that has changed since; where nothing has, with the TTL from before it was lowered."""
    lines = set()
    for record in plan.changing:
        stage, event = stage_at(truth, record, at), published_at(truth, record, at)
        before = record.stage_after("lower_ttl")
        if stage > before and event:
            is_low = bool(event.records) and event.ttl < plan.old_ttl
            ttl = event.ttl if is_low else min(event.ttl, plan.new_ttl)
            lines |= {f"{record.name} {ttl} IN {record.rrtype} {data}" for data in record.stages[before]}
    return lines or _lines_to_raise_ttl(plan, truth, at)


def _lines_to_raise_ttl(plan: Plan, truth: Truth, at: float) -> set[str]:
    """The agent's configuration says what the TTL was."""
    lines = set()
    for record in plan.switching:
        event = published_at(truth, record, at)
        if event and event.ttl < plan.old_ttl:
            stage = record.stages[record.stage_after("lower_ttl")]
            lines |= {f"{record.name} {plan.old_ttl} IN {record.rrtype} {data}" for data in stage}
    return lines


def is_done(plan: Plan, truth: Truth, at: float) -> bool:
    """Nothing is left to do."""
    if any(stage_at(truth, record, at) != len(record.stages) - 1 for record in plan.changing):
        return False
    versions = [published_at(truth, record, at) for record in plan.switching]
    end = last_old_host_end(plan, truth, at)
    return end is not None and end <= at and all(event and event.ttl >= plan.old_ttl for event in versions)


def _all_ended(ends: list[float | None]) -> float | None:
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None
