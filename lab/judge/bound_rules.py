"""Until when the agent said that copies of what is published no more may live, against what was published and until when."""

from collections.abc import Iterator, Sequence

from lab.judge.gate_rules import slack
from lab.judge.status import Status
from lab.judge.switches import copies_end, publications
from lab.judge.tolerances import FIRST_LOOK
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. After a rollback it is about what was rolled back from."""
    for record in plan.switching if plan.paths else ():
        for status in statuses:
            yield _old_end(plan, truth, record, status)


def _old_end(plan: Plan, truth: Truth, record: Record, status: Status) -> str | None:
    past = [each for each in publications(truth, record) if each.at <= status.at - slack(plan)]
    anew = [event.at for event in truth.published_for(record) if status.at - slack(plan) < event.at <= status.at]
    watched = status.record(record.name, record.rrtype)
    if not past or anew or watched is None:
        return None
    stage = past[-1].stage
    end = copies_end(truth, record, lambda records: record.stage_of(records) != stage, status.at)
    assert end is not None
    told = watched.old_end
    what = f"at {truth.when(status.at)} the agent says that copies from before {record.stage_name(stage)} may live"
    if told is None:
        return f"{what} nobody knows how long; by what was published until {truth.when(end)}"
    latest = max(end, truth.watched_from + FIRST_LOOK + plan.old_ttl) + plan.bound_margin + slack(plan)
    if end <= told <= latest:
        return None
    return f"{what} until {truth.when(told)}; by what was published until {truth.when(end)}"
