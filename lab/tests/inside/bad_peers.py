"""Peers as nobody wants them: they accept and never speak, take questions and never answer, or answer nonsense."""

import random
import socket
import threading
from collections.abc import Iterator

_POLL = 0.1


class MuteServer:
    """Takes every connection, and never says a word on it."""

    def __init__(self, address: str, port: int) -> None:
        self._listener = socket.create_server((address, port), backlog=64)
        self._listener.setblocking(False)
        self._clients: list[socket.socket] = []

    def __enter__(self) -> "MuteServer":
        return self

    def __exit__(self, *raised: object) -> None:
        for client in (*self._clients, self._listener):
            client.close()

    def visits(self) -> int:
        """How many connections there have been; those that are accepted here stay open."""
        try:
            while True:
                self._clients.append(self._listener.accept()[0])
        except BlockingIOError:
            return len(self._clients)


class SilentResolver:
    """Bound, so that no ICMP error tells that nobody will answer."""

    def __init__(self, address: str, port: int = 53) -> None:
        self.channel = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.channel.bind((address, port))

    def __enter__(self) -> "SilentResolver":
        return self

    def __exit__(self, *raised: object) -> None:
        self.channel.close()


class GarbageResolver(SilentResolver):
    """Answers every question with all the kinds of nonsense below."""

    def __init__(self, address: str, port: int = 53) -> None:
        super().__init__(address, port)
        self.channel.settimeout(_POLL)
        self.questions = 0
        self._stop_event = threading.Event()
        self._thread = threading.Thread(target=self._run, name="garbage", daemon=True)

    def __enter__(self) -> "GarbageResolver":
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop_event.set()
        self._thread.join()
        super().__exit__(*raised)

    def _run(self) -> None:
        chance = random.Random(1)
        while not self._stop_event.is_set():
            try:
                question, client = self.channel.recvfrom(4096)
            except TimeoutError:
                continue
            self.questions += 1
            for nonsense in nonsense_for(question, chance):
                self.channel.sendto(nonsense, client)


def nonsense_for(question: bytes, chance: random.Random) -> Iterator[bytes]:
    """From what is no message at all to what would be the reply, were there anything in it."""
    identity, asked = question[:2], question[12:]
    yield b""
    yield chance.randbytes(3)
    yield chance.randbytes(600)
    yield identity + chance.randbytes(40)
    yield identity + b"\x81\x80\x00\x01\x00\x09\x00\x00\x00\x00" + asked[:3]
    yield bytes([identity[0] ^ 1, identity[1]]) + b"\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00" + asked
