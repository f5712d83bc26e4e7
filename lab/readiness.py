"""Whether a server is up, asked in its own protocol: an open port is not yet a server."""

import http.client
import socket
from collections.abc import Callable

from lab import dns
from lab.addresses import ADDRESSES

Ready = Callable[[], bool]

_PATIENCE = 0.4


def answers_dns(server: str, *names: str) -> Ready:
    """Every name has an SOA there: an authority has loaded all its zones, a resolver recurses."""

    def ready() -> bool:
        try:
            answers = [dns.ask(server, name, "SOA", timeout=_PATIENCE) for name in names]
        except OSError:
            return False
        return all(answer.rcode == dns.NOERROR and answer.records for answer in answers)

    return ready


def greets(address: str, port: int, greeting: bytes) -> Ready:
    """The first line starts as the protocol says: `220` of SMTP and LMTP, `* OK` of IMAP."""

    def ready() -> bool:
        try:
            with socket.create_connection((address, port), _PATIENCE, (ADDRESSES.keeper, 0)) as connection:
                connection.settimeout(_PATIENCE)
                return connection.recv(512).startswith(greeting)
        except OSError:
            return False

    return ready


def serves_http(address: str, port: int, path: str) -> Ready:
    """The path answers 200."""

    def ready() -> bool:
        connection = http.client.HTTPConnection(address, port, timeout=_PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ready
