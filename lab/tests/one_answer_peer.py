"""A name server on loopback that answers one question as a test says."""

import socket
import threading
from collections.abc import Callable
from typing import TypeVar

Answer = Callable[[bytes], list[bytes]]
"""The datagrams that a question is answered with, in their order."""

Found = TypeVar("Found")

MX_RECORD = b"\xc0\x0c\x00\x0f\x00\x01\x00\x00\x00\x07\x00\x04\x00\x05\xc0\x0c"
"""5 and the name that was asked for, with a TTL of 7."""


def ask_peer(answer: Answer, ask: Callable[[int], Found]) -> Found:
    """What `ask` finds at the port of such a peer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        peer.settimeout(5)

        def serve() -> None:
            question, client = peer.recvfrom(512)
            for datagram in answer(question):
                peer.sendto(datagram, client)

        server = threading.Thread(target=serve)
        server.start()
        found = ask(peer.getsockname()[1])
        server.join()
        return found
