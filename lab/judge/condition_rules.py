"""Nobody is woken for nothing: a critical condition holds where a fault of the play brings it, and nowhere else."""

from collections.abc import Iterator, Sequence

from lab.judge.status import Status
from lab.judge.truth import Truth
from lab.story.plan import Plan

_CRITICAL = "critical"


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. Each is told of once, when it came."""
    told: set[str] = set()
    for status in statuses:
        critical = {each.id: each for each in status.conditions if each.severity == _CRITICAL}
        for name in sorted(critical.keys() - told - plan.alarms):
            yield f"at {truth.when(status.at)} the agent raises {name}, without cause: {critical[name].sentence}"
        if critical.keys() <= plan.alarms:
            yield None
        told |= critical.keys()
    for name in sorted(plan.alarms):
        yield None if name in told else f"the agent never raises {name}, which the play's fault brings"
