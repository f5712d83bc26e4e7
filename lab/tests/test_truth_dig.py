"""One question with EDNS over a real socket, against a peer that answers as the test says."""

import socket
import struct
import unittest
from unittest import mock

from lab.manners.catalogue import Transport
from lab.tests.one_answer_peer import MX_RECORD, Answer, ask_peer
from lab.truth import dig as module
from lab.truth.dig import Endpoint, dig
from lab.truth.events import Answered

OPT_RECORD = b"\0" + struct.pack(">HHIH", 41, 1232, 0, 16) + b"\0\3\0\6cache1" + b"\0\x0f\0\2\0\3"
QUESTION_END = 12 + 17


def truthful(question: bytes) -> bytes:
    counts = b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x01"
    return question[:2] + counts + question[12:QUESTION_END] + MX_RECORD + OPT_RECORD


class Asking(unittest.TestCase):
    def asked(self, answer: Answer) -> Answered:
        return ask_peer(answer, lambda port: dig(Endpoint("plain", "127.0.0.1", port=port), "example.org.", "MX"))

    def test_an_answer_with_all_that_came_with_it(self) -> None:
        found = self.asked(lambda question: [truthful(question)])
        self.assertEqual((found.records, found.ttl, found.rcode, found.error), (("5 example.org.",), 7, 0, ""))
        self.assertEqual((found.nsid, found.ede), ("cache1", (3,)))
        assert found.seconds is not None
        self.assertGreater(found.seconds, 0)

    def test_forged_and_broken_answers_are_read_past(self) -> None:
        def answers(question: bytes) -> list[bytes]:
            right = truthful(question)
            return [bytes([right[0] ^ 1]) + right[1:], right[:-1], b"", right]

        self.assertEqual(self.asked(answers).nsid, "cache1")

    def test_silence_and_garbage_are_errors_with_their_reason(self) -> None:
        with mock.patch.object(module, "PATIENCE", 0.1):
            self.assertEqual(self.asked(lambda _: []).error, "no reply in 0.1 s")
            self.assertIn("malformed", self.asked(lambda _: [b"garbage"]).error)

    def test_a_tls_port_where_nobody_is(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        for transport in (Transport.DOT, Transport.DOH):
            endpoint = Endpoint("tls", "127.0.0.1", transport, "resolver.example.net", port=port)
            self.assertIn("refused", dig(endpoint, "example.org.", "MX").error)


if __name__ == "__main__":
    unittest.main()
