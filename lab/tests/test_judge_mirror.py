"""The judge's rules about an old server with mailboxes of its own, which copies its mail to the new one."""

from dataclasses import replace

from lab.addresses import INBOX, OLD_INBOX
from lab.judge.status import Copy, Gate, Message, Status
from lab.judge.verdict import judge
from lab.story.plan import OldMail
from lab.tests.fabricated_run import PLAN, START, JudgeCase, Run, message_id
from lab.truth.events import Arrived, Event

MIRRORED = replace(PLAN, old_mail=OldMail.MIRRORED)
NUMBER = 8
ID = message_id(NUMBER)
"""By the old path, sent at 26 s."""

SHOWN = START + 10
"""Two messages by the old path have ended."""


def is_by_old(message: str) -> bool:
    return int(message.strip("<").partition("@")[0]) % 2 == 0


def with_copies(message: Message) -> Message:
    state = "awaited" if message.result is None else "arrived"
    return replace(message, copies=(Copy(INBOX, state),)) if message.path == "old" else message


def mirrored(status: Status) -> Status:
    gate = Gate("switch", "old_host_relays", "pass" if status.at > SHOWN else "no_evidence")
    return replace(status, messages=tuple(map(with_copies, status.messages)), gates=(*status.gates, gate))


def filed_twice(event: Event) -> list[Event]:
    if not isinstance(event, Arrived) or not is_by_old(event.message_id):
        return [event]
    return [replace(event, where=OLD_INBOX), replace(event, at=event.at + 0.1)]


class Mirror(JudgeCase):
    def setUp(self) -> None:
        super().setUp()
        events = [each for event in self.run_.events for each in filed_twice(event)]
        self.mirrored = Run(events, self.run_.statuses).tell(mirrored)

    def differences(self, run: Run) -> tuple[str, ...]:
        return judge(MIRRORED, run.events, run.statuses).differences

    def assert_told(self, run: Run, *words: str) -> None:
        told = self.differences(run)
        self.assertTrue(any(all(word in each for word in words) for each in told), "\n".join(told))

    def without(self, where: str, number: int | None = NUMBER) -> Run:
        """In that mailbox a message was never seen, or none by the old path."""

        def is_meant(event: Event) -> bool:
            is_there = isinstance(event, Arrived) and event.where == where and is_by_old(event.message_id)
            return is_there and (number is None or event.message_id == message_id(number))  # type: ignore[union-attr]

        return self.mirrored.without(is_meant)

    def tell_gate(self, verdict: str) -> Run:
        def change(status: Status) -> Status:
            return replace(status, gates=(*status.gates[:-1], replace(status.gates[-1], verdict=verdict)))

        return self.mirrored.tell(change)

    def test_in_good_order_nothing_is_said(self) -> None:
        self.assertEqual(self.differences(self.mirrored), ())

    def test_a_message_that_lies_only_in_the_new_mailbox_is_not_delivered(self) -> None:
        self.assert_told(self.without(OLD_INBOX), ID, "the agent says delivered; the lab never saw it")

    def test_a_copy_that_nobody_saw_and_one_that_everybody_saw(self) -> None:
        self.assert_told(self.without(INBOX), ID, "of its copy in inbox the agent says arrived; the lab never saw it")
        for state in ("missing", "awaited", "junk", "not_sent"):
            with self.subTest(state):
                run = self.mirrored.tell_message(NUMBER, copies=(Copy(INBOX, state),))
                self.assert_told(run, ID, f"the agent says {state}; the lab saw it there at 26.4 s")

    def test_a_pass_without_copies(self) -> None:
        self.assert_told(self.without(INBOX, None), "says pass of old_host_relays; 0 messages to the old server had reached")
        self.assert_told(self.without(INBOX), "says pass of old_host_relays", f"message {ID} had not reached")

    def test_a_failure_without_cause_and_a_wait(self) -> None:
        self.assert_told(self.tell_gate("fail"), "says fail of old_host_relays; all mail to the old server has reached")
        self.assert_told(self.tell_gate("wait"), "says wait of old_host_relays; it has nothing to wait for")

    def test_a_gate_that_never_passes(self) -> None:
        self.assert_told(self.tell_gate("no_evidence"), "never says pass of old_host_relays")
        waived = replace(MIRRORED, waived={"old_host_relays": "tried by hand"})
        run = self.tell_gate("waived")
        self.assertEqual(judge(waived, run.events, run.statuses).differences, ())

    def test_where_mailboxes_are_shared_nothing_is_asked(self) -> None:
        self.assertEqual(judge(PLAN, self.run_.events, self.run_.statuses).differences, ())
