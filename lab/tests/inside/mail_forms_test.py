"""Mail in forms that rehearsals do not need: all kinds of text, signed; filed in a maildir; told by reports alone; sent as
DNS says; the text that filters have to stop. What the agent says of them is held against servers, mailboxes and OpenDKIM."""

import json
import subprocess
import time
import unittest
from collections import Counter
from typing import Any

from lab import addresses
from lab.addresses import ADDRESSES
from lab.judge.instants import instant
from lab.story.plan import NEW_MX, OLD_MX
from lab.tests.inside import mail_forms_config
from lab.tests.inside.agent import executable
from lab.tests.inside.mail_forms_case import FormsCase, Message, message_id, number, raw
from lab.tests.inside.mail_forms_config import BODIES, LARGE, OUTSIDE, PROBE, REPLIES, UNREAD
from lab.tests.inside.mail_forms_lab import FormsSession

_PATHS = ("old", "new")
_LOW_TTL = 4
_LONGEST_LINE = 998
"""Octets that a line may have (RFC 5322 §2.1.1)."""
_REWRITING = "/^Subject:.*/ REPLACE Subject: [checked] by a filter"
_STOPS_GTUBE = {r"/^XJS\*C4JDBQADN1\.NSBN3\*2IDNEN\*GTUBE-/": "REJECT 5.7.1 taken for spam"}
_PATIENCE = 60.0


class ByProxy(FormsCase):
    """By a proxy to the old server, as it is and with something amiss."""

    session = FormsSession
    config = mail_forms_config.by_proxy

    @classmethod
    def tell(cls) -> None:
        proxy = cls.lab.postfix("proxy")
        cls.show("all kinds of text by both ways", lambda: all(cls.kinds(path) == set(BODIES) for path in _PATHS))
        cls.show("all else by both ways", lambda: cls.arrive(0.0) and cls.led_to(0.0) == "old")
        cls.amiss = time.time()
        proxy.set_header_checks([_REWRITING])
        cls.lab.set_silent_about_reports(True)
        cls.switched = cls.lab.zone.publish_mx(_LOW_TTL, [NEW_MX, OLD_MX])
        cls.show("broken signatures", lambda: len(cls.broken()) > 1)
        cls.show("nobody who reports", lambda: bool(cls.untold()))
        cls.show("a sender who is led to the new server", lambda: cls.led_to(cls.amiss) == "new")
        proxy.set_header_checks([])
        cls.lab.set_silent_about_reports(False)
        cls.mended = time.time()
        cls.show("all as before", lambda: cls.arrive(cls.mended) and cls.kinds("new", cls.mended) == set(BODIES))
        cls.unfiltered = cls.probe_gtube()
        cls.lab.set_filter(_STOPS_GTUBE)
        cls.filtered = cls.probe_gtube()

    @classmethod
    def finish(cls) -> None:
        cls.inbox = raw(cls.lab, ADDRESSES.imap, PROBE)
        cls.unread = raw(cls.lab, ADDRESSES.imap, UNREAD)
        cls.bounces = raw(cls.lab, ADDRESSES.imap, OUTSIDE)
        cls.files = [file.read_bytes() for file in cls.lab.maildir.glob("new/*")]
        signed = [m for m in cls.of("signed") if m["seen_at"]]
        cls.verdicts = {m["id"]: verdict(cls.lab, cls.inbox[m["message_id"]][0]) for m in signed}

    @classmethod
    def kinds(cls, path: str, since: float = 0.0) -> set[str]:
        """Of texts that arrived as they were sent, with a signature that holds."""
        whole = [m for m in cls.of("signed", path, since) if m["result"] == "delivered" and m["changes"] == []]
        return {m["body"]["kind"] for m in whole if m["signature"] == "holds"}

    @classmethod
    def arrive(cls, since: float) -> bool:
        """A message of each further round trip by each way."""
        trips = ("filed", "reported")
        return all(
            any(m["result"] == "delivered" for m in cls.of(trip, path, since)) for trip in trips for path in _PATHS
        )

    @classmethod
    def led_to(cls, since: float) -> str | None:
        """Where the last message as DNS says that arrived had been taken."""
        arrived = [m for m in cls.of("as-dns", None, since) if m["result"] == "delivered"]
        return way(arrived[-1]) if arrived else None

    @classmethod
    def broken(cls) -> list[Message]:
        return [m for m in cls.of("signed") if m["signature"] == "broken"]

    @classmethod
    def untold(cls) -> list[Message]:
        return [m for m in cls.messages if m["result"] == "untold"]

    @classmethod
    def probe_gtube(cls) -> tuple[int, dict[str, Any]]:
        """One by hand: the exit status, and what was said."""
        command = [str(executable()), "probe", "mail", "--config.file", str(cls.lab.run_dir / "agent.toml")]
        command += ["--roundtrip", "signed", "--path", "new", "--body", "gtube", "-o", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
        return done.returncode, json.loads(done.stdout or "{}") | {"said": done.stderr}

    def lying(self) -> dict[str, Counter[str]]:
        inbox = number(self.inbox)
        return {"signed": inbox, "as-dns": inbox, "filed": Counter(message_id(file) for file in self.files)}

    def others(self) -> set[str]:
        return {self.unfiltered[1]["message"]["message_id"], self.filtered[1]["message"]["message_id"]}

    def test_texts_arrive_as_they_are_meant(self) -> None:
        for message in self.of("signed", "new"):
            if not message["seen_at"]:
                continue
            copy, *_ = self.inbox[message["message_id"]]
            head, _, text = copy.partition(b"\r\n\r\n")
            kind = message["body"]["kind"]
            with self.subTest(kind=kind, id=message["id"]):
                self.assertIn(f"\r\nReply-To: <{REPLIES}>\r\n".encode(), head)
                self.assertEqual(not text.isascii(), kind == "8bit")
                lines = text.split(b"\r\n")
                self.assertEqual(sum(line.startswith(b".") for line in lines) > 1, kind == "dots")
                self.assertEqual(max(map(len, lines)) == _LONGEST_LINE, kind == "dots")
                self.assertEqual(len(text) >= LARGE, kind == "large")
                self.assertFalse(message["body"]["recoded"])

    def test_opendkim_finds_of_each_signature_what_the_agent_does(self) -> None:
        told = {m["id"]: m["signature"] for m in self.of("signed") if m["seen_at"]}
        self.assertEqual({id: found[0] for id, found in self.verdicts.items()}, told, self.verdicts)

    def test_a_signature_is_broken_just_where_the_proxy_rewrote_what_it_is_over(self) -> None:
        for message in self.of("signed"):
            if message["seen_at"]:
                was_rewritten = ("proxy", "rewritten") in self.wrote(message)
                self.assertEqual(message["signature"] == "broken", was_rewritten, message)
                fields = {change["field"] for change in message["changes"]}
                self.assertEqual(fields, {"subject", "dkim"} if was_rewritten else set(), message)
        self.assertTrue(self.broken())

    def test_a_maildir_is_read_as_it_is(self) -> None:
        told = [m for m in self.of("filed") if m["seen_at"]]
        self.assertEqual({m["message_id"] for m in told}, set(self.lying()["filed"]))
        self.assertEqual({m["path_proof"]["outcome"] for m in told}, {"proven"})
        for message in told:
            self.assertIn(("old", "sent"), self.wrote(message))

    def test_a_reported_delivery_is_in_the_mailbox_and_its_report_among_the_bounces(self) -> None:
        told = [m for m in self.of("reported") if m["result"] != "untold"]
        reports = b"".join(text for copies in self.bounces.values() for text in copies)
        for message in told:
            with self.subTest(id=message["id"]):
                self.assertIn(message["result"], ("delivered", "late"))
                self.assertIsNone(message["folder"])
                self.assertIn(message["message_id"], self.unread)
                report = message["report"]
                self.assertEqual((report["verdict"], report["reporting_mta"]), ("delivered", addresses.OLD_HOST))
                self.assertIn(message["message_id"].encode(), reports)

    def test_where_a_server_cannot_report_nothing_is_said(self) -> None:
        for message in self.untold():
            with self.subTest(id=message["id"]):
                self.assertEqual((message["probe"], message["path"]), ("reported", "new"))
                report = message["report"]
                self.assertEqual((report["verdict"], report["reporting_mta"]), ("passed_on", addresses.NEW_HOST))
                self.assertRegex(message["detail"], "^passed on .*to where nobody reports")
                self.assertIn(message["message_id"], self.unread)

    def test_as_dns_says_goes_where_the_resolver_led_and_who_took_it_is_told(self) -> None:
        for message in self.of("as-dns"):
            with self.subTest(id=message["id"]):
                took = next(e for e in self.truth.logged_for(message["message_id"]) if e.client == ADDRESSES.agent)
                self.assertEqual(way(message), {"old": "old", "proxy": "new"}[took.server])
                self.assertEqual(message["path_proof"]["outcome"], "proven")
                if instant(message["recorded_at"]) < self.switched:
                    self.assertEqual(took.server, "old")
                if instant(message["recorded_at"]) > self.switched + 3 * _LOW_TTL:
                    self.assertEqual(took.server, "proxy")

    def test_a_filter_that_stops_nothing_is_told_from_one_that_does(self) -> None:
        code, said = self.unfiltered
        self.assertEqual((code, said["verdict"], said["message"]["folder"]), (1, "unfiltered", "INBOX"), said)
        self.assertIn(b"GTUBE", self.inbox[said["message"]["message_id"]][0])
        code, said = self.filtered
        self.assertEqual((code, said["verdict"]), (0, "filtered"), said)
        self.assertNotIn(said["message"]["message_id"], self.inbox)
        self.assertRegex(self.logs["proxy"], r"reject: body XJS\*C4JDBQADN1.*taken for spam")


def way(message: Message) -> str | None:
    """Which server had the last word on a message as DNS says."""
    exchanges = message["way"]["exchanges"]
    return next((each["path"] for each in exchanges if each["address"] == message["way"]["answered_by"]), None)


def verdict(lab: FormsSession, message: bytes) -> tuple[str, str]:
    """OpenDKIM's, in the agent's words, and in its own."""
    said = lab.verdict_on_signature(message)
    return ("holds" if said.endswith(" succeeded") else "broken"), said


if __name__ == "__main__":
    unittest.main()
