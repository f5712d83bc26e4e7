"""What the agent said of its messages, against the mailbox and the mail servers' logs."""

from collections.abc import Iterator, Sequence

from lab.addresses import ADDRESSES, INBOX, OLD_INBOX
from lab.judge import tolerances
from lab.judge.status import Message, Status
from lab.judge.truth import Truth
from lab.story.plan import OldMail, Plan
from lab.truth.events import Arrived

ARRIVED_RESULTS = ("delivered", "late", "junk")


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    last_look = statuses[-1].at
    messages = all_messages(statuses)
    for message in messages:
        yield _result(message, plan, truth, last_look)
        if message.accepted_at is not None:
            yield _path(plan, message, truth)
        if message.result in ARRIVED_RESULTS:
            yield _latency(plan, message, truth)
    yield from _unknown_to_the_agent(messages, truth, last_look)


def all_messages(statuses: Sequence[Status]) -> list[Message]:
    """Each message as it was last told; a status may show the latest few only."""
    found: dict[str, Message] = {}
    for status in statuses:
        found |= {message.id: message for message in status.messages}
    return sorted(found.values(), key=lambda message: message.recorded_at)


def own_arrival(plan: Plan, truth: Truth, message: Message) -> Arrived | None:
    """In the mailbox where it is awaited: the old server's own for as long as a copy is expected in the new one's."""
    if plan.old_mail is OldMail.SHARED:
        return truth.arrived.get(message.message_id)
    return truth.arrived_in(OLD_INBOX if message.copies else INBOX, message.message_id)


def _result(message: Message, plan: Plan, truth: Truth, last_look: float) -> str | None:
    """Delivered if and only if the lab saw it in the mailbox, and by and by every message ends."""
    arrival = own_arrival(plan, truth, message)
    age = last_look - message.recorded_at
    what = f"message {message.message_id} by the path {message.path}, {age:.1f} s old at the last look: the agent says"
    seen = "the lab never saw it in the mailbox"
    if arrival:
        seen = f"the lab saw it in the mailbox at {truth.when(arrival.at)}"
    if message.result is None:
        overdue = age > plan.lost_after + tolerances.MAIL_END
        unnoticed = arrival is not None and arrival.at < last_look - tolerances.MAIL_END
        return f"{what} it is in flight; {seen}" if overdue or unnoticed else None
    if message.result in ARRIVED_RESULTS:
        return None if arrival else f"{what} {message.result}; {seen}"
    if arrival and arrival.at < message.recorded_at + plan.lost_after - tolerances.MAIL_END:
        return f"{what} {message.result}; {seen}"
    if message.result == "refused" and not _was_refused(plan, message, truth):
        return f"{what} refused; no mail server of the lab wrote of a refusal"
    return None


def _was_refused(plan: Plan, message: Message, truth: Truth) -> bool:
    """Bounced later, or rejected in the dialogue, before any server saw the Message-ID."""
    if any(event.action in ("bounced", "rejected") for event in truth.logged_for(message.message_id)):
        return True
    return _wrote_of_an_envelope(plan, ("rejected",), message, message.recorded_at, truth)


def _wrote_of_an_envelope(plan: Plan, actions: tuple[str, ...], message: Message, at: float, truth: Truth) -> bool:
    """Lines about an envelope of the agent carry no Message-ID: they are matched by server and time."""
    return any(
        event.action in actions
        and event.client == ADDRESSES.agent
        and event.server == _first_server(plan, message)
        and abs(event.at - at) <= tolerances.MAIL_END
        for event in truth.logged
    )


def _path(plan: Plan, message: Message, truth: Truth) -> str | None:
    """The first server of the path took it from the agent, and no other did."""
    logged = truth.logged_for(message.message_id)
    takers = {event.server for event in logged if event.action == "accepted" and event.client == ADDRESSES.agent}
    first = _first_server(plan, message)
    if takers == {first}:
        return None
    assert message.accepted_at is not None
    if not takers and _wrote_of_an_envelope(plan, ("discarded",), message, message.accepted_at, truth):
        return None
    servers = [event.server for event in logged if event.action == "accepted"]
    return (
        f"message {message.message_id}: the agent says it was accepted by the path {message.path}; "
        f"in the logs it passed {' and '.join(servers) or 'no server'}"
    )


def _first_server(plan: Plan, message: Message) -> str:
    return plan.new.name if message.path == "new" else plan.old.name


def _latency(plan: Plan, message: Message, truth: Truth) -> str | None:
    accepted, arrival = truth.accepted_at(message.message_id), own_arrival(plan, truth, message)
    if accepted is None or arrival is None:
        return None  # already told by another rule
    measured = max(0.0, arrival.at - accepted)  # a log line is read up to a twentieth of a second late
    if message.latency is not None and abs(message.latency - measured) <= tolerances.LATENCY:
        return None
    if message.latency is None and _cannot_be_measured(message):
        return None
    told = "none" if message.latency is None else f"{message.latency:.2f} s"
    return f"message {message.message_id}: the agent says latency {told}; the lab measured {measured:.2f} s"


def _cannot_be_measured(message: Message) -> bool:
    """It was seen before its dialogue was over, or by a look into the mailbox that came late: on a busy machine only, and
    then no figure is right."""
    if message.seen_at is None or message.accepted_at is None:
        return False
    return not message.accepted_at <= message.seen_at <= message.accepted_at + tolerances.LOOK


def _unknown_to_the_agent(messages: list[Message], truth: Truth, last_look: float) -> Iterator[str | None]:
    """Every message that a server took from the agent's address must be in its ledger."""
    told = {message.message_id for message in messages}
    for event in truth.logged:
        if event.action != "accepted" or event.client != ADDRESSES.agent:
            continue
        if event.message_id not in told and event.at < last_look - tolerances.END_OF_RUN:
            yield (
                f"message {event.message_id} was accepted by {event.server} at {truth.when(event.at)}; "
                f"the agent told of {len(told)} messages, but not of it"
            )
