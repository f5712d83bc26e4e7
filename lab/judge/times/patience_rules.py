"""Nobody is told to wait longer for copies than they can live: the margin and a look or two are all that may be added. Who was
told when the TTL was lowered reckons from then on; who came late, from when it came."""

from collections.abc import Iterator, Sequence

from lab.judge.gate_rules import first_looked
from lab.judge.standing import high_ttl_end
from lab.judge.status import Status
from lab.judge.timetable import PlannedStep
from lab.judge.times.ends import ends_lately
from lab.judge.times.lately import allowance
from lab.judge.tolerances import FIRST_LOOK
from lab.judge.truth import Truth
from lab.story.plan import Plan

EXPIRED = ("old_ttl_expired", "absence_expired", "previous_stage_expired", "old_host_expired")
"""The gates that wait for copies by what was published, and for nothing else."""


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. Where resolvers of every manner are watched, what they show makes bounds later."""
    for status in statuses if plan.paths else ():
        for told in status.timetable:
            untils = [proof.until for proof in told.proofs_of(*EXPIRED) if proof.until is not None]
            if untils:
                yield _too_late(plan, truth, status, told, max(untils))


def _too_late(plan: Plan, truth: Truth, status: Status, told: PlannedStep, until: float) -> str | None:
    ends = ends_lately(plan, truth, status, told)
    if ends and told.step == "switch":
        ends.append(first_looked(plan, truth, max(ends)))
    if told.step != "switch":
        ends += [truth.watched_from + FIRST_LOOK + plan.old_ttl, high_ttl_end(plan, truth, status.at) or 0.0]
    if told.supposes:
        ends.append(told.supposes.at)
    if not ends or until <= max(ends) + allowance(plan):
        return None
    return (
        f"at {truth.when(status.at)} the agent says that {told.step} has to wait for copies until {truth.when(until)}; "
        f"the last one ends by {truth.when(max(ends))}"
    )
