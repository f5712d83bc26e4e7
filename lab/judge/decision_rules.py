"""What the agent said of the cutover as a whole: phase, rollback and decision, against what was published and what became
of the mail."""

from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.attempts import Attempt, attempts, ends, is_harmed
from lab.judge.gate_rules import slack
from lab.judge.standing import is_done, is_rolled_back, lines_back, phase_at, stage_at
from lab.judge.status import Status
from lab.judge.times.lately import lately
from lab.judge.truth import Truth
from lab.story.plan import Plan

_OPEN = ("pass", "waived")
_SWITCHED = ("switch", "verify", "finish")


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    by_new, by_old = attempts(truth, plan.new), attempts(truth, plan.old)
    for status in statuses:
        yield _phase(plan, truth, status)
        yield _rolled_back(plan, truth, status)
        yield _decision(plan, truth, status)
        yield _way_back(plan, truth, status, by_new, by_old)
        yield _lines_back(plan, truth, status)


def _phase(plan: Plan, truth: Truth, status: Status) -> str | None:
    """The one that was published, or one of those shortly before."""
    allowed = set(lately(plan, truth, status.at, lambda at: phase_at(plan, truth, at)))
    if _has_just_changed(plan, truth, status.at):
        allowed.add("switch")
    if is_done(plan, truth, status.at):
        allowed.add("done")
    if status.at - slack(plan) <= truth.watched_from:
        allowed.add("prepare")  # nobody has looked yet
    if status.phase in allowed:
        return None
    return (
        f"at {truth.when(status.at)} the agent says phase {status.phase}; what is published is "
        f"{' or '.join(sorted(allowed))}"
    )


def _has_just_changed(plan: Plan, truth: Truth, at: float) -> bool:
    """Whether the records of the switch were others a moment ago: name servers follow one after the other."""
    return any(
        len(set(lately(plan, truth, at, lambda then, r=record: stage_at(truth, r, then)))) > 1  # type: ignore[misc]
        for record in plan.switching
    )


def _rolled_back(plan: Plan, truth: Truth, status: Status) -> str | None:
    allowed = set(lately(plan, truth, status.at, lambda at: is_rolled_back(plan, truth, at)))
    if status.is_rolled_back in allowed:
        return None
    said = "that the switch was rolled back" if status.is_rolled_back else "nothing of a rollback"
    return f"at {truth.when(status.at)} the agent says {said}; what is published says otherwise"


def _decision(plan: Plan, truth: Truth, status: Status) -> str | None:
    """Go when every gate of the next step is open, and only then; done when nothing is left, and only then."""
    said = status.decision
    what = f"at {truth.when(status.at)} the agent says {said.kind} ({said.sentence})"
    if not said.sentence:
        return f"at {truth.when(status.at)} the agent says {said.kind}, and not why"
    shut = [gate.gate for gate in status.gates if gate.step == said.next_step and gate.verdict not in _OPEN]
    if said.next_step == "done" and shut == ["ttl_restored"]:
        shut = []  # to restore it is what the step does
    if said.kind == "go" and (shut or not said.next_step):
        return f"{what}; shut are {', '.join(shut) or 'none, for there is no step'}"
    if said.kind == "wait" and not shut and status.phase not in _SWITCHED[:1] and not _is_harm(said.sentence):
        return f"{what}; every gate is open"
    if said.kind == "done" and not is_done(plan, truth, status.at):
        return f"{what}; nothing is a reason for that"
    return None


def _is_harm(sentence: str) -> bool:
    """What no gate stands for: harm without a way back, mail that is deferred, name servers that differ."""
    return any(
        each in sentence for each in ("not proven good either", "bring all name servers to the same", "senders try again")
    )


def _way_back(
    plan: Plan, truth: Truth, status: Status, by_new: list[Attempt], by_old: list[Attempt]
) -> str | None:
    """Roll back when, after the switch, the last two messages by the new path came to harm and mail by the old path
    arrives; never otherwise."""
    since, until = status.at - tolerances.MAIL_END, status.at + tolerances.WITNESS
    moments = [since, until, *(end for end in ends(by_new, plan.lost_after) if since <= end <= until)]
    harmed = [is_harmed(by_new, at, plan.lost_after) for at in moments]
    phases = lately(plan, truth, status.at, lambda at: phase_at(plan, truth, at))
    says = status.decision.kind == "roll_back"
    what = f"at {truth.when(status.at)} the agent says {status.decision.kind} ({status.decision.sentence})"
    if says and not (any(harmed) and any(phase in _SWITCHED for phase in phases)):
        return f"{what}; nothing is a reason for that"
    must = all(harmed) and all(phase in _SWITCHED for phase in phases) and _is_good(plan, by_old, status.at)
    if must and not says:
        return f"{what}; the last two messages by the new path were refused or lost, and those by the old one arrive"
    return None


def _is_good(plan: Plan, by_old: list[Attempt], at: float) -> bool:
    """The messages that should have arrived lately did so in time."""
    due = [each for each in by_old if at - 2 * plan.mail_interval - plan.late_after <= each.at <= at - plan.late_after]
    return bool(due) and all(each.arrived <= each.at + plan.late_after - tolerances.LATENCY for each in due)


def _lines_back(plan: Plan, truth: Truth, status: Status) -> str | None:
    """The way back is to publish what was there before the switch, with the TTL of now."""
    if status.decision.kind != "roll_back":
        return None
    allowed = lately(plan, truth, status.at, lambda at: lines_back(plan, truth, at))
    if set(status.decision.publish) in allowed:
        return None
    return (
        f"at {truth.when(status.at)} the agent says to go back by {'; '.join(status.decision.publish) or 'nothing'}; "
        f"what was before is {'; '.join(sorted(allowed[1]))}"
    )
