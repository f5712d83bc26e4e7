"""What the agent said that its messages show, against the way that the mail servers logged, and what they rewrote."""

from collections.abc import Iterator, Sequence

from lab.addresses import ADDRESSES
from lab.judge.mail_rules import ARRIVED_RESULTS, all_messages
from lab.judge.status import Message, Status
from lab.judge.truth import Truth
from lab.story.plan import Plan


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`. A message that no mailbox of the lab has is the business of `mail_rules`."""
    for message in all_messages(statuses):
        if message.result in ARRIVED_RESULTS and message.message_id in truth.arrived:
            yield _proof(plan, truth, message)
            yield _changes(truth, message)
    for status in statuses:
        yield _gate(truth, status, "path_proven", [m for m in _by_new(status) if m.proof == "contradicted"])
        yield _gate(truth, status, "headers_intact", [m for m in _by_new(status) if m.changed])


def _by_new(status: Status) -> Sequence[Message]:
    return [each for each in status.messages if each.path == "new" and each.result in ARRIVED_RESULTS]


def _proof(plan: Plan, truth: Truth, message: Message) -> str | None:
    """The lines that real servers write show the way that they logged. Which server took it is `mail_rules`' business."""
    took = [(event.server, event.client) for event in truth.logged_for(message.message_id) if event.action == "accepted"]
    first = plan.new if message.path == "new" else plan.old
    if (first.name, ADDRESSES.agent) not in took:
        return None
    is_by_proxy = plan.kind == "proxy" and message.path == "new"
    truly = "contradicted" if is_by_proxy and (plan.old.name, ADDRESSES.proxy) not in took else "proven"
    if message.proof == truly or (message.proof == "unknown" and message.accepted_at is None):
        return None
    way = " and ".join(server for server, _ in took)
    return f"message {message.message_id} by the path {message.path} passed {way}: the agent says of its path {message.proof}"


def _changes(truth: Truth, message: Message) -> str | None:
    rewritten = {event.detail for event in truth.logged_for(message.message_id) if event.action == "rewritten"}
    if message.changed is not None and set(message.changed) == rewritten:
        return None
    said = "nothing" if message.changed is None else ", ".join(message.changed) or "none"
    return (
        f"message {message.message_id}: of fields that were changed the agent says {said}; "
        f"the servers rewrote {', '.join(sorted(rewritten)) or 'none'}"
    )


def _gate(truth: Truth, status: Status, name: str, against: Sequence[Message]) -> str | None:
    """A gate does not pass while the last message by the new path shows what it asks after."""
    passes = [gate for gate in status.gates if gate.gate == name and gate.verdict == "pass"]
    last = max(_by_new(status), key=lambda message: message.recorded_at, default=None)
    if not passes or last not in against:
        return None
    return f"at {truth.when(status.at)} the agent says pass of {name}, and of the last message {last.proof}, {last.changed}"
