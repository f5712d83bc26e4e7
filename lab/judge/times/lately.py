"""What an agent that looks at intervals may know of what was published."""

from collections.abc import Callable
from typing import TypeVar

from lab.judge.gate_rules import slack
from lab.judge.truth import Truth
from lab.story.plan import Plan

_Value = TypeVar("_Value")


def instants_lately(plan: Plan, truth: Truth, at: float) -> list[float]:
    """Now, and when something else was published so short before that the agent may not have seen it. What
    was before it began it has not seen either."""
    since = max(at - slack(plan), truth.watched_from)
    return [since, at, *(event.at for event in truth.published if since <= event.at <= at)]


def lately(plan: Plan, truth: Truth, at: float, what: Callable[[float], _Value]) -> list[_Value]:
    """What something was at each of those."""
    return [what(instant) for instant in instants_lately(plan, truth, at)]


def allowance(plan: Plan) -> float:
    """What the agent may add to the end of a copy: its margin, a look until it sees a name server without it, and another
    by which one server seems to follow the other."""
    return plan.bound_margin + 2 * slack(plan)


def next_publication(truth: Truth, since: float) -> float:
    """When something was published next; endless where nothing was."""
    return min((event.at for event in truth.published if event.at > since), default=float("inf"))
