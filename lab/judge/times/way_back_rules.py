"""A way back is told whenever something can be taken back, in the right lines, and has not taken effect while a cache may
hold what is taken back."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lab.judge.gate_rules import slack
from lab.judge.standing import lines_back, stage_at
from lab.judge.status import Status
from lab.judge.times.lately import allowance, lately
from lab.judge.tolerances import FIRST_LOOK
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for status in statuses:
        yield _lines(plan, truth, status)
        yield _is_told(plan, truth, status)
        if status.way_back.effective is not None:
            yield _too_early(plan, truth, status, status.way_back.effective)
            yield _too_late(plan, truth, status, status.way_back.effective)


def _lines(plan: Plan, truth: Truth, status: Status) -> str | None:
    """Each is right, or was a moment ago; none is missing that was right all the time."""
    allowed = lately(plan, truth, status.at, lambda at: lines_back(plan, truth, at))
    told = set(status.way_back.publish)
    if not told and status.at - slack(plan) <= truth.watched_from:
        return None  # nobody has looked yet
    if set.intersection(*allowed) <= told <= set.union(*allowed, _half_way(plan, truth, status.at)):
        return None
    return (
        f"at {truth.when(status.at)} the agent tells the way back {'; '.join(sorted(told)) or '(none)'}; "
        f"what was before is {'; '.join(sorted(allowed[1])) or '(nothing else)'}"
    )


def _half_way(plan: Plan, truth: Truth, at: float) -> set[str]:
    """With the TTL from before the last publication, which some name server may seem to have still."""
    lines = set()
    for record in plan.changing:
        before = record.stage_after("lower_ttl")
        published = [event for event in truth.published_for(record) if event.at <= at]
        if len(published) > 1 and at - published[-1].at <= slack(plan) and stage_at(truth, record, at) > before:
            lines |= {f"{record.name} {published[-2].ttl} IN {record.rrtype} {data}" for data in record.stages[before]}
    return lines


def _is_told(plan: Plan, truth: Truth, status: Status) -> str | None:
    """Where name servers always answer, an instant can be told."""
    way = status.way_back
    if bool(way.publish) == (way.effective is not None) or (way.publish and not plan.paths):
        return None
    said = "when" if way.effective else "not when"
    return f"at {truth.when(status.at)} the agent tells {said} the way back by {'; '.join(way.publish) or 'nothing'} takes effect"


def _too_early(plan: Plan, truth: Truth, status: Status, effective: float) -> str | None:
    ends = lately(plan, truth, status.at, lambda seen: taken_back_end(plan, truth, seen, status.at))
    known = [end for end in ends if end is not None]
    if len(known) < len(ends) or effective >= min(known):
        return None  # where nothing but the TTL has changed, as far as the agent may know, that is back at once
    end = min(known)
    return (
        f"at {truth.when(status.at)} the agent says that the way back has taken effect by {truth.when(effective)}; copies of "
        f"what is taken back may live until {truth.when(end)}"
    )


def _too_late(plan: Plan, truth: Truth, status: Status, effective: float) -> str | None:
    """Copies of what comes back are no reason to wait, whatever their TTL; what was before anybody looked is, where name
    servers are watched by resolvers that all honour TTLs."""
    ends = lately(plan, truth, status.at, lambda seen: taken_back_end(plan, truth, seen, status.at))
    end = max([status.at, truth.watched_from + FIRST_LOOK + plan.old_ttl, *(each for each in ends if each is not None)])
    if not plan.paths or effective <= end + allowance(plan):
        return None
    return (
        f"at {truth.when(status.at)} the agent says that the way back has not taken effect before {truth.when(effective)}; the "
        f"last copy of what is taken back ends by {truth.when(end)}"
    )


def taken_back_end(plan: Plan, truth: Truth, seen: float, back: float) -> float | None:
    """When the last copy ends of what the switch or a later step published, by what was published until `seen`, if it is
    taken back at `back`, or is taken back already; None where there was nothing to take back."""
    ends = [_end_of(truth, record, seen, back) for record in plan.changing]
    return max((end for end in ends if end is not None), default=None)


def _end_of(truth: Truth, record: Record, seen: float, back: float) -> float | None:
    before = record.stage_after("lower_ttl")
    published = [event for event in truth.published_for(record) if event.at <= seen]
    ends = [later.at + event.ttl for event, later in pairwise(published) if record.stage_of(event.records) > before]
    if stage_at(truth, record, seen) > before:
        ends.append(back + published[-1].ttl)
    return max(ends, default=None)
