"""Mail of two servers: mirrored by the old one to the new one, and sent by users of both to somebody outside. What the
agent says of it is held against the servers' logs, all mailboxes and what the receiver wrote."""

import time
import unittest
from collections import Counter
from email.parser import BytesHeaderParser

from lab.addresses import ADDRESSES, DOMAIN, NEW_HOST, SENDER_HOST
from lab.services import mail_roles
from lab.tests.inside import mail_forms_config
from lab.tests.inside.mail_forms_case import FormsCase, Message, number, raw
from lab.tests.inside.mail_forms_config import OUTSIDE, PROBE
from lab.tests.inside.mail_forms_lab import TwoServersSession

_NOBODY = f"nobody@{NEW_HOST}"
_VERDICTS = {"old": "pass", "new": "none"}
"""Of DKIM: the new server does not sign yet."""


class ByTwoServers(FormsCase):
    """The mirror as it should be, then none, then one to somebody whom the new server does not know."""

    session = TwoServersSession
    config = mail_forms_config.by_two_servers

    @classmethod
    def tell(cls) -> None:
        cls.show("a copy", lambda: any(copy_of(m) == "arrived" for m in cls.of("mirrored")))
        cls.show("mail sent by users of both", lambda: all(cls.sent(path) for path in _VERDICTS))
        cls.lab.mirror()
        cls.show("a copy that is missing", lambda: any(copy_of(m) == "missing" for m in cls.of("mirrored")))
        cls.lab.mirror(copy_to=_NOBODY)
        cls.show("a copy that is refused", cls.has_bounced)
        cls.lab.mirror(alias_to=_NOBODY)
        cls.show("a mirror that bounces", lambda: bool(cls.bounced()))
        cls.lab.mirror(copy_to=mail_roles.copy_of(PROBE))
        mended = time.time()
        cls.show("a copy again", lambda: any(copy_of(m) == "arrived" for m in cls.of("mirrored", since=mended)))

    @classmethod
    def finish(cls) -> None:
        cls.old_inbox = raw(cls.lab, ADDRESSES.old_imap, PROBE)
        cls.new_inbox = raw(cls.lab, ADDRESSES.imap, PROBE)
        cls.outside = raw(cls.lab, ADDRESSES.imap, OUTSIDE)

    @classmethod
    def has_bounced(cls) -> bool:
        """Whether the old server gave up a copy."""
        return any(e.server == "old" and e.action == "bounced" for e in cls.mail.now().logged)

    @classmethod
    def sent(cls, path: str) -> list[Message]:
        return [m for m in cls.of("abroad", path) if m["result"] == "delivered"]

    @classmethod
    def bounced(cls) -> list[Message]:
        return [m for m in cls.of("mirrored") if any(f["finding"] == "mirror_bounces" for f in m["findings"])]

    def lying(self) -> dict[str, Counter[str]]:
        return {"mirrored": number(self.old_inbox), "abroad": number(self.outside)}

    def test_a_copy_is_told_just_where_it_lies(self) -> None:
        told = {m["message_id"] for m in self.of("mirrored") if copy_of(m) == "arrived"}
        self.assertEqual(told, set(self.new_inbox))
        missing = [m for m in self.of("mirrored") if copy_of(m) == "missing"]
        self.assertTrue(missing)
        for message in missing:
            self.assertNotIn(("new", "sent"), self.wrote(message))

    def test_a_message_is_delivered_whatever_becomes_of_its_copy(self) -> None:
        for message in self.of("mirrored"):
            with self.subTest(id=message["id"]):
                self.assertEqual(message["result"], "delivered")
                self.assertIn(message["message_id"], self.old_inbox)

    def test_a_mirror_bounces_just_where_its_report_lies_outside(self) -> None:
        reports = b"".join(text for copies in self.outside.values() for text in copies if _NOBODY.encode() in text)
        told = {m["message_id"] for m in self.bounced()}
        reported = {m["message_id"] for m in self.of("mirrored") if m["message_id"].encode() in reports}
        self.assertEqual(told, reported)

    def test_what_users_send_lies_outside_with_the_receivers_own_word(self) -> None:
        for path, dkim in _VERDICTS.items():
            for message in self.of("abroad", path):
                with self.subTest(path=path, id=message["id"]):
                    self.assertEqual(message["result"], "delivered")
                    copy, *_ = self.outside[message["message_id"]]
                    wrote = str(BytesHeaderParser().parsebytes(copy)["Authentication-Results"])
                    self.assertRegex(" ".join(wrote.split()), rf"^{SENDER_HOST}; dkim={dkim}\b")
                    found = message["authentication"]
                    self.assertEqual((found["authserv_id"], found["dkim"], found["spf"]), (SENDER_HOST, dkim, None))
                    self.assertEqual(b"\r\nDKIM-Signature: " in copy, path == "old")
                    self.assertIn((path, "sent"), self.wrote(message))

    def test_the_last_of_each_server_is_told_beside(self) -> None:
        told = {each["via"]: (each["result"], each["authentication"]["dkim"]) for each in self.cutover["outbound"]}
        self.assertEqual(told, {path: ("delivered", dkim) for path, dkim in _VERDICTS.items()})

    def test_users_were_known_by_their_passwords(self) -> None:
        for server in _VERDICTS:
            self.assertRegex(self.logs[server], rf"sasl_method=PLAIN, sasl_username=probe@{DOMAIN}")


def copy_of(message: Message) -> str:
    """What became of it in the one further mailbox."""
    (copy,) = message["also_in"]
    return str(copy["state"])


if __name__ == "__main__":
    unittest.main()
