"""Asks one server the same few questions several times a second and writes down what it said."""

import secrets
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from lab.truth import wire
from lab.truth.events import Answered
from lab.truth.log import TruthLog

PERIOD = 0.25
"""Seconds between samples. A switch is dated no better than this."""

_PATIENCE = 1.0
"""Longer than any server of the lab needs, short enough that one lost datagram costs four samples."""


@dataclass(frozen=True)
class Server:
    """A resolver or an authority, by the name it has in the log."""

    name: str
    address: str
    caches: int = 1
    """How many caches take turns behind the address: a pool is asked that many times and once more per sample."""

    @property
    def questions_per_sample(self) -> int:
        """Enough to meet every cache, also when another client's questions come in between."""
        return 1 if self.caches == 1 else self.caches + 1


class DnsSampler(threading.Thread):
    """One thread per server: a silent one must not thin out the samples of the others."""

    def __init__(
        self, server: Server, questions: Sequence[tuple[str, str]], source: str, log: TruthLog, stop: threading.Event
    ) -> None:
        super().__init__(name=f"dns {server.name}", daemon=True)
        self._server, self._questions, self._source, self._log, self._stop_event = server, questions, source, log, stop

    def run(self) -> None:
        due = time.monotonic()
        while not self._stop_event.wait(max(0.0, due - time.monotonic())):
            due = max(due + PERIOD, time.monotonic())
            for name, rrtype in self._questions:
                for _ in range(self._server.questions_per_sample):
                    self._log.append(ask(self._server, name, rrtype, self._source))


def ask(server: Server, name: str, rrtype: str, source: str, port: int = 53) -> Answered:
    """One question over UDP from `source`; foreign and malformed datagrams are read past, as long as there is time."""
    identity = secrets.randbelow(1 << 16)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        deadline = time.monotonic() + _PATIENCE
        problem = f"no reply in {_PATIENCE:g} s"
        try:
            channel.bind((source, 0))
            channel.connect((server.address, port))
            channel.send(wire.encode_question(identity, name, rrtype))
            while (left := deadline - time.monotonic()) > 0:
                channel.settimeout(left)
                try:
                    reply = wire.decode_reply(channel.recv(4096), identity, name, rrtype)
                except wire.MalformedReply as error:
                    problem = f"malformed: {error}"
                    continue
                return Answered(
                    time.time(), server.name, name, rrtype, records=reply.records, ttl=reply.ttl, rcode=reply.rcode
                )
        except TimeoutError:
            pass
        except OSError as error:
            problem = str(error)
    return Answered(time.time(), server.name, name, rrtype, error=problem)
