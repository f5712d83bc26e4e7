"""What the agent said of the new server's reverse name, against what the lab's name servers had: does it lead back?"""

from collections.abc import Iterator, Sequence

from lab.addresses import HOST_NAMES, pointer_name
from lab.judge import tolerances
from lab.judge.status import Gate, Status
from lab.judge.truth import Truth
from lab.story.plan import MailServer, Plan, Record

LOOKS = 5
"""The agent looks at identities every so many intervals of its records."""
_AGE = 3
"""And believes a look for so many of those."""
PATIENCE = LOOKS * _AGE
"""So many intervals of its records ago, then, was what it goes by."""


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. `identity_ready` passes while the new server's reverse name leads back, and not long after it did not;
    there may be no evidence while the agent begins, and none at all without servers. Where the server keeps its name, that
    leads to the old address until the switch: `reverse_name_rules` has that case."""
    if plan.kind == "address":
        return
    for status in statuses:
        for gate in status.gates:
            if gate.gate == "identity_ready":
                yield _contradiction(plan, truth, status, gate)
    yield _in_the_end(plan, truth, statuses)


def reverse_record(address: str) -> Record:
    """The PTR record of an address, by its name alone."""
    return Record(pointer_name(address), "PTR", ())


def is_confirmed(truth: Truth, server: MailServer, at: float) -> bool:
    """Whether the host was the address's reverse name at an instant, and the address the host's."""
    host, address = server.host, server.address
    pointed = _records_at(truth, reverse_record(address), at, HOST_NAMES.get(address, "") + ".")
    own = next((each for each, name in HOST_NAMES.items() if name == host), "")
    return f"{host}." in pointed and address in _records_at(truth, Record(f"{host}.", "A", ()), at, own)


def _records_at(truth: Truth, record: Record, at: float, at_first: str) -> tuple[str, ...]:
    """What was published last, or what the zone begins with."""
    events = [event for event in truth.published_for(record) if event.at <= at]
    return tuple(events[-1].records) if events else (at_first,)


def _contradiction(plan: Plan, truth: Truth, status: Status, gate: Gate) -> str | None:
    if gate.verdict in ("no_evidence", "waived", "wait"):
        return None
    since = status.at - _patience(plan)
    instants = [since, status.at, *(event.at for event in truth.published if since <= event.at <= status.at)]
    seen = {is_confirmed(truth, plan.new, at) for at in instants}
    wanted = gate.verdict == "pass"
    if plan.paths and wanted in seen:
        return None
    truly = "confirmed" if True in seen else "not confirmed"
    return f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}; {plan.new.address} was {truly}"


def _patience(plan: Plan) -> float:
    return PATIENCE * plan.interval + tolerances.SAMPLING


def _in_the_end(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> str | None:
    """A tool that has no evidence for ever is no use."""
    end = statuses[-1].at
    since = end - _patience(plan)
    if not plan.paths or since < truth.start:
        return None
    lately = [gate for each in statuses if each.at >= since for gate in each.gates if gate.gate == "identity_ready"]
    is_good = all(is_confirmed(truth, plan.new, at) for at in (since, end))
    if not is_good or not lately or any(gate.verdict in ("pass", "waived") for gate in lately):
        return None
    return f"in the end the agent says {lately[-1].verdict} of identity_ready; {plan.new.address} is confirmed"
