"""Whether ledger, mailbox and logs agree, message by message. Values in, the differences out, each as a sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lab.addresses import ADDRESSES
from lab.judge.truth import Truth
from lab.story.plan import Plan
from lab.tests.inside.mail_said import ARRIVED, Counted, Told

_ENDS_WITHIN = 30.0
"""After its time is out a message is lost at the next look into the mailbox; on a busy machine that comes late."""

_NOTED_WITHIN = 3.0
"""The agent counts from when it notes that a message was taken."""

_SAME_TIME = 10.0
_FILED = "%d-%b-%Y %H:%M:%S %z"


@dataclass(frozen=True)
class Mailbox:
    """Message-ID → copies, in each folder."""

    inbox: Counter[str]
    junk: Counter[str]

    def copies(self, message_id: str) -> int:
        """In both."""
        return self.inbox[message_id] + self.junk[message_id]


def differences(told: Mapping[str, Told], truth: Truth, mailbox: Mailbox, plan: Plan, now: float) -> Iterator[str]:
    """Every message of both sides."""
    for message in told.values():
        what = f"{message.id} by {message.path} ({message.result}, {message.detail!r})"
        yield from (f"{what}: {wrong}" for wrong in _of_one(message, truth, mailbox, plan, now))
    known = {message.message_id for message in told.values()}
    for message_id in set(mailbox.inbox) | set(mailbox.junk):
        if message_id not in known:
            yield f"{message_id} lies in the mailbox, and was never told of"


def miscounted(told: Mapping[str, Told], truth: Truth, mailbox: Mailbox, page: Counted) -> Iterator[str]:
    """What is counted apart from results: deferrals, duplicates, those that came after they had been given up."""
    for path, server in (("old", "old"), ("new", "proxy")):
        mine = [message for message in told.values() if message.path == path]
        put_off = sum(
            (event.server, event.client, event.action) == (server, ADDRESSES.agent, "rejected")
            and event.detail.startswith("4")
            for event in truth.logged
        )
        doubled = sum(max(0, mailbox.copies(message.message_id) - 1) for message in mine)
        late_finds = sum(message.result == "lost" and mailbox.copies(message.message_id) > 0 for message in mine)
        for name, counts, truly in (
            ("deferrals", page.deferrals, put_off),
            ("duplicates", page.duplicates, doubled),
            ("found after lost", page.found_after_lost, late_finds),
        ):
            count = sum(number for (_, of_path), number in counts.items() if of_path == path)
            if count != truly:
                yield f"{name} by {path}: the page counts {count}; the lab counts {truly}"


def _of_one(message: Told, truth: Truth, mailbox: Mailbox, plan: Plan, now: float) -> Iterator[str]:
    copies = mailbox.copies(message.message_id)
    if message.result is None:
        if now - message.recorded_at > plan.lost_after + _ENDS_WITHIN:
            yield f"in flight for {now - message.recorded_at:.1f} s"
        return
    if (copies > 0) != (message.seen_at is not None):
        yield f"seen at {message.seen_at}; the mailbox has {copies}"
    if (message.result == "junk") != (mailbox.junk[message.message_id] > 0) and message.result in ARRIVED:
        yield f"the Junk folder has {mailbox.junk[message.message_id]}"
    if message.result in ARRIVED and not copies:
        yield "the mailbox does not have it"
    yield from _in_time(message, truth, plan)
    if message.result == "refused" and not was_refused(message, truth):
        yield f"no server wrote of a refusal, but {[(e.server, e.action) for e in truth.logged_for(message.message_id)]}"


def _in_time(message: Told, truth: Truth, plan: Plan) -> Iterator[str]:
    """By when it was filed, which the mailbox tells in whole seconds. A message that was tried again counts from the end
    of the first attempt, which the lab does not see: only those that were taken at once are measured by their acceptance."""
    arrival = truth.arrived.get(message.message_id)
    if arrival is None or not arrival.internal_date:
        return
    filed = datetime.strptime(arrival.internal_date.strip(), _FILED).timestamp()
    since = message.recorded_at
    too_early = {"lost": plan.lost_after, "late": plan.late_after}.get(message.result or "", 0)
    if filed + 1 < since + too_early:
        yield f"it was filed within {filed + 1 - since:.1f} s"
    took_at_once = message.attempts == 1 and message.accepted_at is not None
    deadline = (message.accepted_at or since) + _NOTED_WITHIN + plan.late_after
    if message.result == "delivered" and took_at_once and filed > deadline:
        yield f"it was filed after {filed - since:.1f} s at least"


def was_refused(message: Told, truth: Truth) -> bool:
    """Bounced later, or rejected for good in the dialogue: by its sender where that has the id, else by the time."""
    if any(event.action == "bounced" for event in truth.logged_for(message.message_id)):
        return True
    first = "proxy" if message.path == "new" else "old"
    return any(
        (event.server, event.client, event.action) == (first, ADDRESSES.agent, "rejected")
        and event.detail.startswith("5")
        and (message.id in event.sender or ("+" not in event.sender and abs(event.at - message.recorded_at) < _SAME_TIME))
        for event in truth.logged
    )
