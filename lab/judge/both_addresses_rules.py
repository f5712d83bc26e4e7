"""What the agent said of both addresses of a server that keeps its name, against their reverse names and where those led.
SPF has a gate of its own, whose evidence nobody gathers yet."""

from collections.abc import Iterator, Sequence

from lab.addresses import MOVING_HOST_NAMES, pointer_name
from lab.judge import tolerances
from lab.judge.forward_confirmation_rules import PATIENCE
from lab.judge.standing import published_at
from lab.judge.status import Gate, Status
from lab.judge.truth import Truth
from lab.story.plan import MailServer, Plan

GATE = "both_addresses_ready"


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    for status in statuses:
        for gate in status.gates:
            if gate.gate == GATE and gate.verdict in ("pass", "fail", "wait"):
                yield _told(plan, truth, status, gate)


def _told(plan: Plan, truth: Truth, status: Status, gate: Gate) -> str | None:
    """A gate that fails has seen a name of one of them lead elsewhere, and one that passes a name of each lead back, at
    instants so short ago that the agent may have looked then. It has nothing to wait for."""
    since = status.at - PATIENCE * plan.interval - tolerances.SAMPLING
    instants = [since, status.at, *(event.at for event in truth.published if since <= event.at <= status.at)]
    led_back = [[_leads_back(plan, truth, server, at) for at in instants] for server in (plan.old, plan.new)]
    may_say = {"pass": all(any(each) for each in led_back), "fail": not all(all(each) for each in led_back)}
    if may_say.get(gate.verdict, False):
        return None
    return (
        f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}; the reverse names of {plan.old.address} and "
        f"{plan.new.address} {'led back to them' if may_say['pass'] else 'led elsewhere'}"
    )


def _leads_back(plan: Plan, truth: Truth, server: MailServer, at: float) -> bool:
    """Whether a name of the address is a host with that address, now or once the switch is published."""
    pointer = plan.record(pointer_name(server.address), "PTR")
    event = published_at(truth, pointer, at) if pointer else None
    names = event.records if event else (f"{MOVING_HOST_NAMES.get(server.address, '')}.",)
    return any(_is_at(plan, truth, name, server.address, at) for name in names)


def _is_at(plan: Plan, truth: Truth, name: str, address: str, at: float) -> bool:
    record = plan.record(name, "A")
    if record is None:
        return MOVING_HOST_NAMES.get(address) == name.rstrip(".")
    event = published_at(truth, record, at)
    return address in (event.records if event else record.stages[0]) or address in record.stages[record.stage_after("switch")]
