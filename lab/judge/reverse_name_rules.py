"""What the agent said of reverse names, against those that were published."""

from collections.abc import Iterator, Sequence

from lab.addresses import MOVING_HOST_NAMES, pointer_name
from lab.judge import tolerances
from lab.judge.gate_rules import slack
from lab.judge.standing import published_at
from lab.judge.status import Gate, Status
from lab.judge.truth import Truth
from lab.story.plan import Plan

_GATES = ("identity_ready", "both_addresses_ready")


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. Only the reverse names that the plan watches are known."""
    for status in statuses:
        for gate in status.gates:
            if gate.gate in _GATES and gate.verdict == "pass":
                yield _named(plan, truth, status, gate)


def _named(plan: Plan, truth: Truth, status: Status, gate: Gate) -> str | None:
    """The new server's address has its name by then, or one that leads back to it too, or the gate does not pass."""
    record = plan.record(pointer_name(plan.new.address), "PTR")
    instants = (status.at - slack(plan), status.at + tolerances.SAMPLING)
    versions = [published_at(truth, record, at) for at in instants] if record else []
    names = [tuple(event.records) for event in versions if event]
    leading_back = {f"{plan.new.host}.", f"{MOVING_HOST_NAMES.get(plan.new.address, plan.new.host)}."}
    if not names or any(leading_back & set(each) for each in names):
        return None
    return (
        f"at {truth.when(status.at)} the agent says pass of {gate.gate}; {plan.new.address} is called "
        f"{' and '.join(names[-1]) or 'nothing'}, not {plan.new.host}."
    )
