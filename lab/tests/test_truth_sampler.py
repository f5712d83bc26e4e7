"""One question over a real socket, against a peer that answers as the test says."""

import socket
import unittest

from lab.tests.one_answer_peer import MX_RECORD, Answer, ask_peer
from lab.truth import dns_sampler, wire
from lab.truth.dns_sampler import Server, ask
from lab.truth.events import Answered


def truthful(question: bytes) -> bytes:
    return question[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + question[12:] + MX_RECORD


class Asking(unittest.TestCase):
    def asked(self, answer: Answer) -> Answered:
        return ask_peer(answer, lambda port: ask(Server("plain", "127.0.0.1"), "example.org.", "MX", "127.0.0.1", port))

    def test_an_answer(self) -> None:
        found = self.asked(lambda question: [truthful(question)])
        self.assertEqual((found.records, found.ttl, found.rcode, found.error), (("5 example.org.",), 7, 0, ""))

    def test_a_forged_answer_is_read_past(self) -> None:
        def answers(question: bytes) -> list[bytes]:
            right = truthful(question)
            return [bytes([right[0] ^ 1]) + right[1:], b"", right]

        self.assertEqual(self.asked(answers).records, ("5 example.org.",))

    def test_silence_and_garbage_are_errors_with_their_reason(self) -> None:
        patience, dns_sampler._PATIENCE = dns_sampler._PATIENCE, 0.1
        self.addCleanup(setattr, dns_sampler, "_PATIENCE", patience)
        self.assertIn("no reply", self.asked(lambda _: []).error)
        self.assertIn("malformed", self.asked(lambda _: [b"garbage"]).error)

    def test_a_port_where_nobody_is(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        self.assertIn("refused", ask(Server("plain", "127.0.0.1"), "example.org.", "MX", "127.0.0.1", port).error)

    def test_a_pool_is_asked_once_more_than_it_has_caches(self) -> None:
        self.assertEqual(Server("pool", "127.0.0.1", 2).questions_per_sample, 3)
        self.assertEqual(Server("plain", "127.0.0.1").questions_per_sample, 1)
        self.assertEqual(wire.RR_TYPES["MX"], 15)


if __name__ == "__main__":
    unittest.main()
