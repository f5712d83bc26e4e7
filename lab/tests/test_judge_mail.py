"""The judge's rules about messages."""

import unittest
from dataclasses import replace

from lab.addresses import ADDRESSES
from lab.judge.outside import first_by_new, last_by_old, letters
from lab.judge.truth import Truth
from lab.story.plan import Plan
from lab.tests.fabricated_run import JudgeCase, Run, message_id
from lab.truth.events import Arrived, Event, Logged, Published, Submitted

NUMBER = 3  # by the path new, sent at 11 s
ID = message_id(NUMBER)
SENT = 1011.0


def _is_arrival(event: Event) -> bool:
    return isinstance(event, Arrived) and event.message_id == ID


def _is_logged(event: Event) -> bool:
    return isinstance(event, Logged) and event.message_id == ID


class Results(JudgeCase):
    def kept_by_proxy(self) -> Run:
        return self.run_.without(lambda e: _is_arrival(e) or (_is_logged(e) and getattr(e, "server") == "old"))

    def test_delivered_without_an_arrival_is_a_difference(self) -> None:
        for result in ("delivered", "late", "junk"):
            run = self.kept_by_proxy().tell_message(NUMBER, result=result)
            self.assert_one(run, ID, f"the agent says {result}", "never saw it")

    def test_lost_is_true_when_the_mailbox_never_had_it(self) -> None:
        self.assertEqual(self.kept_by_proxy().tell_message(NUMBER, result="lost").differences(), ())

    def test_lost_is_a_difference_when_it_arrived_in_time(self) -> None:
        self.assert_one(self.run_.tell_message(NUMBER, result="lost"), ID, "lost", "in the mailbox at 11.3 s")

    def test_lost_is_true_when_it_arrived_after_the_deadline(self) -> None:
        run = self.run_.without(_is_arrival).tell_message(NUMBER, result="lost")
        run.events.append(Arrived(SENT + 14, "probe@example.org", ID, "", ()))
        self.assertEqual(run.differences(), ())

    def test_refused_needs_a_refusal_in_the_logs(self) -> None:
        run = self.kept_by_proxy().tell_message(NUMBER, result="refused")
        self.assert_one(run, ID, "no mail server of the lab wrote of a refusal")
        run.events.append(Logged(SENT + 1, "proxy", "bounced", ID))
        self.assertEqual(run.differences(), ())

    def test_refused_in_the_dialogue_is_matched_by_server_and_time(self) -> None:
        run = self.run_.without(lambda e: _is_arrival(e) or _is_logged(e))
        run = run.tell_message(NUMBER, result="refused", accepted_at=None)
        self.assert_one(run, "wrote of a refusal")
        run.events.append(Logged(SENT + 0.2, "proxy", "rejected", client=ADDRESSES.agent))
        self.assertEqual(run.differences(), ())

    def test_in_flight_for_ever_is_a_difference(self) -> None:
        run = self.kept_by_proxy().tell_message(NUMBER, result=None)
        self.assert_one(run, ID, "48.1 s old", "in flight")

    def test_in_flight_long_after_it_arrived_is_a_difference(self) -> None:
        late = 16  # sent at 50 s: younger than lost_after at the last look
        self.assert_one(self.run_.tell_message(late, result=None), "in flight", "in the mailbox at 50.3 s")


class Figures(JudgeCase):
    def test_a_latency_off_by_more_than_the_tolerance_is_a_difference(self) -> None:
        self.assertEqual(self.run_.tell_message(NUMBER, latency=1.7).differences(), ())
        self.assert_one(self.run_.tell_message(NUMBER, latency=1.9), ID, "latency 1.90 s; the lab measured 0.30 s")
        self.assert_one(self.run_.tell_message(NUMBER, latency=None), "latency none")

    def test_no_latency_is_right_where_none_could_be_measured(self) -> None:
        for times, expected in (
            ({"accepted_at": SENT + 0.4, "seen_at": SENT + 0.35}, 0),
            ({"accepted_at": SENT, "seen_at": SENT + 1.6}, 0),
            ({"accepted_at": SENT, "seen_at": SENT + 1.4}, 1),
        ):
            run = self.run_.tell_message(NUMBER, latency=None, **times)
            self.assertEqual(len(run.differences()), expected, times)

    def test_another_path_than_in_the_logs_is_a_difference(self) -> None:
        self.assert_one(self.run_.tell_message(NUMBER, path="old"), "by the path old", "passed proxy and old")
        self.assert_one(self.run_.tell_message(NUMBER - 1, path="new"), "by the path new", "passed old")

    def test_an_accepted_message_that_no_server_knows_is_a_difference(self) -> None:
        run = self.run_.without(_is_logged)
        self.assert_one(run, ID, "passed no server")

    def test_a_discarded_message_has_no_id_in_the_log_but_an_envelope(self) -> None:
        run = self.run_.without(lambda e: _is_logged(e) or _is_arrival(e)).tell_message(NUMBER, result="lost")
        run.events.append(Logged(SENT, "proxy", "discarded", client=ADDRESSES.agent))
        self.assertEqual(run.differences(), ())

    def test_a_message_that_the_agent_does_not_tell_of_is_a_difference(self) -> None:
        def forget(status):  # type: ignore[no-untyped-def]
            return replace(status, messages=tuple(m for m in status.messages if m.message_id != ID))

        self.assert_one(self.run_.tell(forget), ID, "accepted by proxy at 11.0 s", "but not of it")


class Outside(unittest.TestCase):
    def test_letters_know_their_way_and_their_arrival(self) -> None:
        events: list[Event] = [Published(0.0, "example.org.", "MX", 12, (), 1)]
        for number, servers in enumerate((["old"], ["proxy", "old"], ["proxy"])):
            at, name = 10.0 * number, f"<outside-{number}@example.net>"
            events.append(Submitted(at, name))
            events += [Logged(at + 0.1, server, "accepted", name, ADDRESSES.sender if server == servers[0] else ADDRESSES.proxy) for server in servers]
            if "old" in servers:
                events.append(Arrived(at + 0.5, "alice@example.org", name, "", ()))
        events.append(Submitted(40.0, "<refused@example.net>", "SMTPServerDisconnected"))
        found = letters(Plan(), Truth(events))
        self.assertEqual([letter.is_by_new for letter in found], [False, True, True])
        self.assertEqual((last_by_old(found), first_by_new(found)), (0.5, 10.5))
        self.assertIsNone(found[2].arrived)


if __name__ == "__main__":
    unittest.main()
