"""Asks one DNS question over UDP: enough to see whether a server of the lab is up and what it serves."""

import secrets
import socket
import struct
from dataclasses import dataclass

from lab.addresses import ADDRESSES

TYPES = {"A": 1, "NS": 2, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
NOERROR = 0

_RECURSION_DESIRED = 0x0100
_AUTHORITATIVE = 0x0400


@dataclass(frozen=True)
class Record:
    """One record of an answer; `data` as a zone file writes it."""

    ttl: int
    data: str


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    rcode: int
    is_authoritative: bool
    records: tuple[Record, ...]

    def data(self) -> list[str]:
        """The record data, sorted: order means nothing in an RRset."""
        return sorted(record.data for record in self.records)


def ask(server: str, name: str, rrtype: str, source: str = "", timeout: float = 2.0) -> Answer:
    """One question, one datagram, no retry; from the lab's own address unless said. OSError (TimeoutError among them) when there is no answer."""
    is_ipv6 = ":" in server
    source = source or (ADDRESSES.loopback6 if is_ipv6 else ADDRESSES.keeper)
    number = secrets.randbelow(1 << 16)
    question = _encode(name) + struct.pack(">HH", TYPES[rrtype], 1)
    with socket.socket(socket.AF_INET6 if is_ipv6 else socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(timeout)
        sock.bind((source, 0))
        sock.connect((server, ADDRESSES.dns_port))
        sock.send(struct.pack(">6H", number, _RECURSION_DESIRED, 1, 0, 0, 0) + question)
        while True:
            reply = sock.recv(4096)
            if reply[:2] == number.to_bytes(2, "big"):
                return _decode(reply, TYPES[rrtype])


def _encode(name: str) -> bytes:
    labels = [label.encode() for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _decode(reply: bytes, wanted: int) -> Answer:
    _, flags, questions, answers, _, _ = struct.unpack(">6H", reply[:12])
    position = 12
    for _ in range(questions):
        position = _name(reply, position)[1] + 4
    records = []
    for _ in range(answers):
        _, position = _name(reply, position)
        rrtype, _, ttl, length = struct.unpack(">HHIH", reply[position : position + 10])
        position += 10
        if rrtype == wanted:
            records.append(Record(ttl, _data(reply, position, length, rrtype)))
        position += length
    return Answer(flags & 15, bool(flags & _AUTHORITATIVE), tuple(records))


def _name(message: bytes, position: int) -> tuple[str, int]:
    """A name, and the position after it where it stands (a compressed name is short there)."""
    labels: list[str] = []
    after = None
    while length := message[position]:
        if length & 0xC0 == 0xC0:
            after = after or position + 2
            position = struct.unpack(">H", message[position : position + 2])[0] & 0x3FFF
            continue
        labels.append(message[position + 1 : position + 1 + length].decode())
        position += 1 + length
    return ".".join(labels) + ".", after or position + 1


def _data(message: bytes, position: int, length: int, rrtype: int) -> str:
    raw = message[position : position + length]
    if rrtype == TYPES["A"]:
        return socket.inet_ntoa(raw)
    if rrtype == TYPES["AAAA"]:
        return socket.inet_ntop(socket.AF_INET6, raw)
    if rrtype == TYPES["MX"]:
        return f"{int.from_bytes(raw[:2], 'big')} {_name(message, position + 2)[0]}"
    if rrtype in (TYPES["NS"], TYPES["PTR"]):
        return _name(message, position)[0]
    if rrtype == TYPES["SOA"]:
        primary, after = _name(message, position)
        mailbox, after = _name(message, after)
        return " ".join([primary, mailbox, *map(str, struct.unpack(">5I", message[after : after + 20]))])
    return raw[1:].decode(errors="replace")
