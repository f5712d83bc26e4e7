"""Events, their file, and the mailbox's and the mail servers' side of them."""

import tempfile
import threading
import time
import unittest
from pathlib import Path

from lab.truth import log
from lab.truth.events import Answered, Arrived, Event, Logged, MalformedEvent, Published, Submitted, from_line, to_line
from lab.truth.log_follower import LogFollower
from lab.truth.mailbox_reader import arrival, hop_summary
from lab.truth.postfix_log import PostfixLog

EVENTS: tuple[Event, ...] = (
    Published(1.5, "example.org.", "MX", 4, ("5 mx-new.example.org.", "20 mx-old.example.org."), 2),
    Answered(2.0, "plain", "example.org.", "MX", ("20 mx-old.example.org.",), 3, 0),
    Answered(2.1, "pool", "example.org.", "MX", error="no reply in 1 s"),
    Submitted(3.0, "<outside-1@example.net>"),
    Logged(4.0, "proxy", "accepted", "<a@example.net>", "127.0.25.98"),
    Arrived(5.0, "probe@example.org", "<a@example.net>", "21-Nov-2026 18:55:02 +0000", ("x from y [127.0.0.1]",)),
)

# As Postfix 3.7 wrote them in a rehearsal.
PREFIX = "Nov 21 18:54:47 mx-new postfix-proxy/"
SENT = (
    f"{PREFIX}smtpd[70]: connect from agent.example.net[127.0.25.98]",
    f"{PREFIX}smtpd[70]: 1B0D2117: client=agent.example.net[127.0.25.98]",
    f"{PREFIX}cleanup[104]: 1B0D2117: message-id=<5e93@example.net>",
    f"{PREFIX}qmgr[25]: 1B0D2117: from=<probe@example.net>, size=496, nrcpt=1 (queue active)",
    f"{PREFIX}smtp[105]: 1B0D2117: to=<probe@example.org>, relay=127.0.25.20[127.0.25.20]:25, delay=0.02, "
    "delays=0/0.01/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 1E099119)",
    f"{PREFIX}qmgr[25]: 1B0D2117: removed",
)
ENVELOPE = "RCPT from agent.example.net[127.0.25.98]: <agent.example.net[127.0.25.98]>: Client host rehearsal; "
ENVELOPE += "from=<probe@example.net> to=<probe@example.org> proto=ESMTP helo=<agent.example.net>"
HELD = (
    f"{PREFIX}smtpd[121]: NOQUEUE: hold: {ENVELOPE}",
    f"{PREFIX}smtpd[121]: 229C912E: client=agent.example.net[127.0.25.98]",
    f"{PREFIX}cleanup[125]: 229C912E: message-id=<12dc@example.net>",
)
DISCARDED = (
    f"{PREFIX}smtpd[141]: NOQUEUE: discard: {ENVELOPE}",
    f"{PREFIX}smtpd[141]: 2BDB713F: client=agent.example.net[127.0.25.98]",
)


def read(*lines: str) -> list[Logged]:
    postfix = PostfixLog("proxy")
    return [event for number, line in enumerate(lines) for event in postfix.read(line, float(number))]


class Lines(unittest.TestCase):
    def test_every_event_survives_its_line(self) -> None:
        for event in EVENTS:
            self.assertEqual(from_line(to_line(event)), event)

    def test_a_foreign_line_is_named(self) -> None:
        for line in ("", "[]", "{}", '{"event": "unheard"}', '{"event": "submitted", "size": 3}', "no json"):
            with self.assertRaises(MalformedEvent):
                from_line(line)

    def test_the_file_has_what_memory_has_and_nothing_after_the_end(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            truth = log.TruthLog(Path(directory) / "truth.jsonl")
            for event in EVENTS[:-1]:
                truth.append(event)
            truth.close()
            truth.append(EVENTS[-1])
            self.assertEqual(log.read(truth.path), list(EVENTS[:-1]))
            self.assertEqual(truth.events(2), list(EVENTS[2:-1]))


class Postfix(unittest.TestCase):
    def test_a_field_that_is_rewritten_on_the_way_out(self) -> None:
        events = read(
            f"{PREFIX}cleanup[125]: 229C912E: message-id=<12dc@example.net>",
            f"{PREFIX}smtp[130]: 229C912E: replace: header Reply-To: <a@example.net>: Reply-To: <b@example.net>",
        )
        self.assertEqual([(e.action, e.message_id, e.detail) for e in events][1:], [("rewritten", "<12dc@example.net>", "reply_to")])

    def test_a_message_that_is_passed_on(self) -> None:
        accepted, sent = read(*SENT)
        self.assertEqual(accepted, Logged(2.0, "proxy", "accepted", "<5e93@example.net>", "127.0.25.98"))
        self.assertEqual((sent.action, sent.message_id, sent.relay), ("sent", "<5e93@example.net>", "127.0.25.20[127.0.25.20]:25"))
        self.assertEqual(sent.detail, "(250 2.0.0 Ok: queued as 1E099119)")

    def test_a_held_message_is_known_by_the_process_that_held_its_envelope(self) -> None:
        accepted, held = read(*HELD)
        self.assertEqual((accepted.action, held.action), ("accepted", "held"))
        self.assertEqual((held.message_id, held.client), ("<12dc@example.net>", "127.0.25.98"))

    def test_a_discarded_message_never_gets_a_message_id(self) -> None:
        (discarded,) = read(*DISCARDED)
        self.assertEqual((discarded.action, discarded.message_id), ("discarded", ""))
        self.assertEqual((discarded.client, discarded.sender), ("127.0.25.98", "probe@example.net"))

    def test_rejected_deferred_and_bounced(self) -> None:
        rejected = f"{PREFIX}smtpd[9]: NOQUEUE: reject: RCPT from unknown[127.0.25.98]: 554 5.7.1 <x>: Client host "
        rejected += "rejected: only the proxy; from=<a@example.net> to=<b@example.org> proto=ESMTP helo=<x>"
        failed = SENT[4].replace("status=sent (250", "status={} (host 127.0.25.20[127.0.25.20] said: 450")
        events = read(rejected, *SENT[1:3], failed.format("deferred"), failed.format("bounced"), failed.format("expired"))
        self.assertEqual([event.action for event in events], ["rejected", "accepted", "deferred", "bounced", "bounced"])
        self.assertEqual((events[0].client, events[0].detail[:9]), ("127.0.25.98", "554 5.7.1"))

    def test_a_relay_by_ipv6_and_a_status_in_the_text_of_a_reply(self) -> None:
        line = SENT[4].replace("127.0.25.20[127.0.25.20]:25", "::1[::1]:24").replace("Ok:", "status=bounced?")
        self.assertEqual([(e.relay, e.action) for e in read(line)], [("::1[::1]:24", "sent")])

    def test_who_only_asks_for_recipients_has_no_message(self) -> None:
        verbs = (*DISCARDED, *HELD[:2], DISCARDED[0].replace("discard:", "reject:"))
        events = read(*(line.replace("from=<probe@", "from=<inquirer@") for line in verbs))
        self.assertEqual([event.action for event in events], ["unwelcome"])
        self.assertRegex(events[0].detail, r"^probe@example\.org <")
        held_next = (HELD[0].replace("from=<probe@", "from=<inquirer@"), *HELD[1:])
        self.assertEqual([event.action for event in read(*held_next)], ["accepted"])

    def test_lines_of_no_message(self) -> None:
        noise = ("", "garbage", SENT[0], SENT[3], SENT[5], f"{PREFIX}master[2]: reload -- version 3.7.11")
        self.assertEqual(read(*noise), [])


class Follower(unittest.TestCase):
    def test_lines_are_read_as_they_come_and_half_lines_wait(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            truth = log.TruthLog(Path(directory) / "truth.jsonl")
            mail, stop = Path(directory) / "mail.log", threading.Event()
            follower = LogFollower("proxy", "postfix", mail, truth, stop)
            follower.start()
            text = "\n".join(SENT) + "\n"
            mail.write_text(text[:300])
            limit = time.monotonic() + 5
            while not truth.events() and time.monotonic() < limit:
                time.sleep(0.01)
            self.assertEqual([getattr(e, "action") for e in truth.events()], ["accepted"])
            with mail.open("a") as file:
                file.write(text[300:])
            stop.set()
            follower.join(5)
            self.assertEqual([getattr(e, "action") for e in truth.events()], ["accepted", "sent"])
            truth.close()


class Mailbox(unittest.TestCase):
    HEADER = (
        b"Received: from mx-old.example.org ([127.0.25.20])\r\n\tby imap.example.org with LMTP\r\n\tid QPaF; Sat\r\n"
        b"Received: from mx-new.example.org (mx-new.example.org [127.0.25.5])\r\n"
        b"\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
        b"\tby mx-old.example.org (Postfix) with ESMTPS id 3CF43192; Sat\r\n"
        b"Message-ID:\r\n <5e93@example.net>\r\nSubject: probe\r\n\r\n"
    )

    def test_a_fetched_message(self) -> None:
        attributes = b'1 (UID 1 INTERNALDATE "21-Nov-2026 18:55:02 +0000" BODY[HEADER] {9}'
        event = arrival(7.0, "probe@example.org", attributes, self.HEADER)
        self.assertEqual(event.message_id, "<5e93@example.net>")
        self.assertEqual(event.internal_date, "21-Nov-2026 18:55:02 +0000")
        self.assertEqual(
            event.hops,
            ("imap.example.org from mx-old.example.org [127.0.25.20]", "mx-old.example.org from mx-new.example.org [127.0.25.5]"),
        )

    def test_a_message_without_anything(self) -> None:
        self.assertEqual(arrival(7.0, "x", b"1 (UID 1)", b"\r\n"), Arrived(7.0, "x", "", "", ()))

    def test_a_hop_without_an_address(self) -> None:
        self.assertEqual(hop_summary("by mx-old.example.org (Postfix, from userid 0) id 3C"), "mx-old.example.org from unknown")


if __name__ == "__main__":
    unittest.main()
