"""Whether a server is up, asked in its own protocol: an open port is not yet a server."""

import http.client
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

from lab import dns
from lab.addresses import ADDRESSES

Ready = Callable[[], bool]

_PATIENCE = 2.0
"""A server that is not up yet refuses at once; one that is, on a busy machine, may take its time to greet."""


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


def accepts(address: str, port: int) -> Ready:
    """The port is open: all that a server shows that waits to be spoken to."""

    def ready() -> bool:
        try:
            socket.create_connection((address, port), _PATIENCE, (ADDRESSES.keeper, 0)).close()
        except OSError:
            return False
        return True

    return ready


def shows_certificate(address: str, port: int, host: str, ca_file: Path) -> Ready:
    """TLS begins with a certificate of that name, signed by that authority."""

    def ready() -> bool:
        context = ssl.create_default_context(cafile=ca_file)
        try:
            with socket.create_connection((address, port), _PATIENCE, (ADDRESSES.keeper, 0)) as connection:
                context.wrap_socket(connection, server_hostname=host).close()
                return True
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
