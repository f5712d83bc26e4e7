"""The truth's own DNS codec: real replies, and bytes that are no reply."""

import random
import struct
import unittest

from lab.truth.wire import MalformedReply, Reply, decode_reply, encode_question

ID = 0x1234
QUESTION = b"\x07example\x03org\x00\x00\x0f\x00\x01"


def reply(
    answers: bytes = b"", count: int = 0, flags: int = 0x8180, question: bytes = QUESTION, authority: bytes = b""
) -> bytes:
    return struct.pack(">6H", ID, flags, 1, count, 1 if authority else 0, 0) + question + answers + authority


def soa(ttl: int, minimum: int) -> bytes:
    data = b"\x03ns1\xc0\x0c\x04host\xc0\x0c" + struct.pack(">5I", 7, 60, 5, 3600, minimum)
    return b"\xc0\x0c" + struct.pack(">HHIH", 6, 1, ttl, len(data)) + data


def mx(preference: int, exchange: bytes, ttl: int = 300, owner: bytes = b"\xc0\x0c") -> bytes:
    data = struct.pack(">H", preference) + exchange
    return owner + struct.pack(">HHIH", 15, 1, ttl, len(data)) + data


def decode(message: bytes) -> Reply:
    return decode_reply(message, ID, "Example.org", "MX")


class Question(unittest.TestCase):
    def test_it_desires_recursion_and_names_one_rrset(self) -> None:
        self.assertEqual(encode_question(ID, "example.org.", "MX"), struct.pack(">6H", ID, 0x0100, 1, 0, 0, 0) + QUESTION)


class RightReplies(unittest.TestCase):
    def test_an_rrset_is_sorted_and_has_its_smallest_ttl(self) -> None:
        answers = mx(5, b"\x06mx-new\xc0\x0c", ttl=7) + mx(20, b"\x06MX-old\xc0\x0c", ttl=8)
        self.assertEqual(
            decode(reply(answers, 2)), Reply(0, ("20 mx-old.example.org.", "5 mx-new.example.org."), 7)
        )

    def test_an_address(self) -> None:
        question = b"\x02mx\x07example\x03org\x00\x00\x01\x00\x01"
        answer = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 12, 4) + bytes([127, 0, 25, 20])
        found = decode_reply(reply(answer, 1, question=question), ID, "mx.example.org", "A")
        self.assertEqual(found, Reply(0, ("127.0.25.20",), 12))

    def test_a_serial(self) -> None:
        question = QUESTION.replace(b"\x00\x0f", b"\x00\x06")
        data = b"\x03ns1\xc0\x0c\x04host\xc0\x0c" + struct.pack(">5I", 7, 60, 5, 3600, 12)
        answer = b"\xc0\x0c" + struct.pack(">HHIH", 6, 1, 12, len(data)) + data
        found = decode_reply(reply(answer, 1, question=question), ID, "example.org", "SOA")
        self.assertEqual(found.records, ("ns1.example.org. host.example.org. 7 60 5 3600 12",))

    def test_no_records_are_an_answer_too(self) -> None:
        self.assertEqual(decode(reply(flags=0x8183)), Reply(3, (), None))

    def test_that_there_is_none_may_be_kept_for_as_long_as_the_zone_says(self) -> None:
        for ttl, minimum in ((9, 12), (12, 9)):
            self.assertEqual(decode(reply(flags=0x8183, authority=soa(ttl, minimum))), Reply(3, (), 9))
        self.assertEqual(decode(reply(mx(5, b"\xc0\x0c", ttl=4), 1, authority=soa(9, 9))).ttl, 4)
        with self.assertRaises(MalformedReply):
            decode(reply(flags=0x8183, authority=soa(9, 12)[:-3]))

    def test_a_pointer(self) -> None:
        question = b"\x0220\x0225\x010\x03127\x07in-addr\x04arpa\x00\x00\x0c\x00\x01"
        answer = b"\xc0\x0c" + struct.pack(">HHIH", 12, 1, 12, 16) + b"\x02MX\x07example\x03org\x00"
        found = decode_reply(reply(answer, 1, question=question), ID, "20.25.0.127.in-addr.arpa", "PTR")
        self.assertEqual(found, Reply(0, ("mx.example.org.",), 12))

    def test_records_of_another_owner_or_type_are_skipped(self) -> None:
        alias = b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 9, 2) + b"\xc0\x0c"
        foreign = mx(1, b"\xc0\x0c", owner=b"\x03www\xc0\x0c")
        self.assertEqual(decode(reply(alias + foreign + mx(5, b"\xc0\x0c"), 3)).records, ("5 example.org.",))

    def test_control_characters_of_a_name_are_escaped(self) -> None:
        self.assertEqual(decode(reply(mx(5, b"\x03\x1b[.\x00"), 1)).records, ("5 \\027[\\046.",))


class WrongReplies(unittest.TestCase):
    def assert_malformed(self, message: bytes, words: str) -> None:
        with self.assertRaises(MalformedReply) as raised:
            decode(message)
        self.assertIn(words, str(raised.exception))

    def test_another_id_a_query_and_a_truncated_reply(self) -> None:
        self.assert_malformed(b"\x00" + reply()[1:], "no reply to id")
        self.assert_malformed(reply(flags=0x0100), "no reply to id")
        self.assert_malformed(reply(flags=0x8380), "truncated")

    def test_another_question_and_none(self) -> None:
        self.assert_malformed(reply(question=QUESTION.replace(b"org", b"net")), "another question")
        self.assert_malformed(reply(question=QUESTION[:-3] + b"\x01\x00\x01"), "another question")
        self.assert_malformed(struct.pack(">6H", ID, 0x8180, 0, 0, 0, 0), "another question")

    def test_every_shorter_message_is_refused(self) -> None:
        whole = reply(mx(5, b"\x06mx-new\xc0\x0c"), 1)
        for length in range(len(whole)):
            with self.assertRaises(MalformedReply):
                decode(whole[:length])

    def test_record_data_that_do_not_fit_their_length(self) -> None:
        answer = bytearray(mx(5, b"\xc0\x0c"))
        answer[11] += 1
        self.assert_malformed(reply(bytes(answer) + b"\x00", 1), "do not end where they say")

    def test_compression_loops_end(self) -> None:
        here = len(reply())
        self.assert_malformed(reply(mx(5, b"", owner=struct.pack(">H", 0xC000 | here)), 1), "leads forwards")
        loop = b"\x01a" + struct.pack(">H", 0xC000 | here)  # a label, then a pointer back to it
        self.assert_malformed(reply(loop + mx(5, b"\xc0\x0c", owner=b""), 1), "more than 255 octets")

    def test_an_unknown_label_type(self) -> None:
        self.assert_malformed(reply(mx(5, b"\x80\x01"), 1), "label type")

    def test_random_bytes_raise_nothing_else(self) -> None:
        chance = random.Random(53)
        whole = reply(mx(5, b"\x06mx-new\xc0\x0c") + mx(20, b"\x06mx-old\xc0\x0c"), 2)
        for _ in range(5000):
            message = bytearray(whole)
            for _ in range(chance.randrange(1, 8)):
                message[chance.randrange(len(message))] = chance.randrange(256)
            try:
                decode(bytes(message))
            except MalformedReply:
                pass


if __name__ == "__main__":
    unittest.main()
