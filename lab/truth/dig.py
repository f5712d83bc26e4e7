"""One question as `dig +nsid` asks it, over UDP, TLS (RFC 7858) or HTTPS (RFC 8484), with a wait that is long enough
for a resolver that gives a stale answer only when it has waited itself."""

import http.client
import secrets
import socket
import ssl
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lab.addresses import ADDRESSES
from lab.manners.catalogue import Transport
from lab.services.dnsdist import DOH_PATH
from lab.truth import edns, wire
from lab.truth.events import Answered

PATIENCE = 3.5
"""Longer than the 1.8 s of RFC 8767, and twice what PowerDNS waits."""

_LONGEST_ANSWER = 65535


@dataclass(frozen=True)
class Endpoint:
    """Whom to ask and how; over TLS the certificate must be of `tls_name` and signed by `ca_file`. The port is the
    transport's own unless said."""

    name: str
    address: str
    transport: Transport = Transport.UDP
    tls_name: str = ""
    ca_file: Path | None = None
    port: int | None = None


def dig(endpoint: Endpoint, name: str, rrtype: str) -> Answered:
    """What became of one question. `at` is when the answer, or the end of the patience, came."""
    identity = secrets.randbelow(1 << 16)
    question = edns.with_options(wire.encode_question(identity, name, rrtype))
    begun = time.monotonic()
    problem = f"no reply in {PATIENCE:g} s"
    try:
        for message in _EXCHANGES[endpoint.transport](endpoint, question, begun + PATIENCE):
            took = time.monotonic() - begun
            try:
                reply = wire.decode_reply(message, identity, name, rrtype)
                options = edns.read_options(message)
            except wire.MalformedReply as error:
                problem = f"malformed: {error}"
                continue
            return replace(
                Answered(time.time(), endpoint.name, name, rrtype, reply.records, reply.ttl, reply.rcode),
                seconds=took,
                nsid=options.nsid,
                ede=options.ede,
            )
    except TimeoutError:
        pass
    except wire.MalformedReply as error:
        problem = f"malformed: {error}"
    except (OSError, http.client.HTTPException) as error:
        problem = str(error) or type(error).__name__
    return Answered(time.time(), endpoint.name, name, rrtype, error=problem)


def _udp(endpoint: Endpoint, question: bytes, deadline: float) -> Iterator[bytes]:
    """All that comes until the deadline: a forged datagram must not end the wait."""
    is_ipv6 = ":" in endpoint.address
    with socket.socket(socket.AF_INET6 if is_ipv6 else socket.AF_INET, socket.SOCK_DGRAM) as channel:
        channel.bind((_source(endpoint), 0))
        channel.connect((endpoint.address, endpoint.port or ADDRESSES.dns_port))
        channel.send(question)
        while (left := deadline - time.monotonic()) > 0:
            channel.settimeout(left)
            yield channel.recv(_LONGEST_ANSWER)


def _tls(endpoint: Endpoint, question: bytes, deadline: float) -> Iterator[bytes]:
    """A connection of its own, as a client that asks seldom has it."""
    with _connected(endpoint, endpoint.port or ADDRESSES.dot_port, deadline) as channel:
        channel.sendall(struct.pack(">H", len(question)) + question)
        with channel.makefile("rb") as stream:
            length = int.from_bytes(stream.read(2), "big")
            if not length:
                raise ConnectionResetError("closed without an answer")
            yield stream.read(length)


def _https(endpoint: Endpoint, question: bytes, deadline: float) -> Iterator[bytes]:
    """POST of the message as it is."""
    connection = http.client.HTTPConnection(endpoint.tls_name)
    connection.sock = _connected(endpoint, endpoint.port or ADDRESSES.doh_port, deadline)
    try:
        kind = "application/dns-message"
        connection.request("POST", DOH_PATH, question, {"Content-Type": kind, "Accept": kind})
        response = connection.getresponse()
        if response.status != http.client.OK or response.headers.get_content_type() != kind:
            raise wire.MalformedReply(f"HTTP {response.status}, {response.headers.get_content_type()}")
        yield response.read(_LONGEST_ANSWER)
    finally:
        connection.close()


def _connected(endpoint: Endpoint, port: int, deadline: float) -> ssl.SSLSocket:
    """TLS, with the certificate verified by name."""
    left = max(0.01, deadline - time.monotonic())
    context = ssl.create_default_context(cafile=endpoint.ca_file)
    channel = socket.create_connection((endpoint.address, port), left, (_source(endpoint), 0))
    return context.wrap_socket(channel, server_hostname=endpoint.tls_name)


def _source(endpoint: Endpoint) -> str:
    return ADDRESSES.loopback6 if ":" in endpoint.address else ADDRESSES.client


_EXCHANGES = {Transport.UDP: _udp, Transport.DOT: _tls, Transport.DOH: _https}
