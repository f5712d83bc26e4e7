"""What the truth's own client adds to a question, and reads beside an answer."""

import struct
import unittest

from lab.truth.edns import Options, read_options, with_options
from lab.truth.wire import MalformedReply, encode_question

QUESTION = b"\x07example\x03org\x00\x00\x0f\x00\x01"


def reply(options: bytes, length: int | None = None) -> bytes:
    """One answer, one authority record, then the OPT record."""
    other = b"\xc0\x0c" + struct.pack(">HHIH", 2, 1, 60, 2) + b"\xc0\x0c"
    opt = b"\0" + struct.pack(">HHIH", 41, 1232, 0, len(options) if length is None else length) + options
    return struct.pack(">6H", 7, 0x8180, 1, 1, 1, 1) + QUESTION + other + other + opt


def option(code: int, data: bytes) -> bytes:
    return struct.pack(">2H", code, len(data)) + data


class Asking(unittest.TestCase):
    def test_the_question_gets_one_opt_record_that_asks_for_nsid(self) -> None:
        plain = encode_question(7, "example.org.", "MX")
        asked = with_options(plain)
        self.assertEqual(asked[10:12], b"\0\1")
        self.assertEqual(asked[: len(plain)].replace(asked[10:12], b"\0\0", 1)[12:], plain[12:])
        self.assertEqual(asked[len(plain) :], b"\0" + struct.pack(">HHIH", 41, 1232, 0, 4) + option(3, b""))


class Reading(unittest.TestCase):
    def test_identity_and_extended_errors_are_found_behind_all_other_records(self) -> None:
        found = read_options(reply(option(3, b"cache1") + option(10, b"cookies!") + option(15, b"\0\3stale")))
        self.assertEqual(found, Options("cache1", (3,)))

    def test_an_identity_that_is_no_text_is_shown_in_hex(self) -> None:
        self.assertEqual(read_options(reply(option(3, b"\xff\x1b"))).nsid, "ff1b")
        self.assertEqual(read_options(reply(option(3, b"\x1b["))).nsid, "1b5b")

    def test_no_opt_record_is_no_option(self) -> None:
        self.assertEqual(read_options(struct.pack(">6H", 7, 0x8180, 1, 0, 0, 0) + QUESTION), Options())

    def test_what_ends_in_the_middle_is_malformed(self) -> None:
        whole = reply(option(3, b"cache1"))
        for end in range(12, len(whole)):
            with self.subTest(end=end), self.assertRaises(MalformedReply):
                read_options(whole[:end])
        with self.assertRaises(MalformedReply):
            read_options(reply(option(3, b"cache1") + option(15, b"\0\3"), length=12))


if __name__ == "__main__":
    unittest.main()
