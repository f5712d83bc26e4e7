"""A DNS question and its reply on the wire (RFC 1035 §4), just enough to see which RRset a server serves."""

import struct
from dataclasses import dataclass

RR_TYPES = {"A": 1, "SOA": 6, "PTR": 12, "MX": 15}

_CLASS_IN = 1
_FLAG_REPLY = 0x8000
_FLAG_TRUNCATED = 0x0200
_FLAG_RECURSION_DESIRED = 0x0100
_LONGEST_NAME = 255
_POINTER = 0xC0


class MalformedReply(Exception):
    """The datagram is no reply to the question; says what is wrong with it."""


@dataclass(frozen=True)
class Reply:
    """The RRset of the answer section in master-file form, sorted. Where there is none, the TTL is how long that may be
    kept (RFC 2308 §5), or None when the zone does not say."""

    rcode: int
    records: tuple[str, ...]
    ttl: int | None


def encode_question(identity: int, name: str, rrtype: str) -> bytes:
    """A query with RD=1: a resolver that may not recurse answers from luck, not from its cache."""
    header = struct.pack(">6H", identity, _FLAG_RECURSION_DESIRED, 1, 0, 0, 0)
    labels = b"".join(bytes([len(label)]) + label.encode("ascii") for label in name.rstrip(".").split("."))
    return header + labels + b"\0" + struct.pack(">2H", RR_TYPES[rrtype], _CLASS_IN)


def decode_reply(message: bytes, identity: int, name: str, rrtype: str) -> Reply:
    """The reply to exactly this question; MalformedReply for anything else, whatever bytes it is made of."""
    reader = Reader(message)
    found, flags, questions, answers, authorities = (reader.number(2) for _ in range(5))
    reader.skip(2)
    if not flags & _FLAG_REPLY or found != identity:
        raise MalformedReply(f"no reply to id {identity}: id {found}, flags {flags:#06x}")
    if flags & _FLAG_TRUNCATED:
        raise MalformedReply("truncated")
    asked = (reader.name(), reader.number(2), reader.number(2)) if questions == 1 else None
    if asked != (_absolute(name), RR_TYPES[rrtype], _CLASS_IN):
        raise MalformedReply(f"another question: {asked}")
    records = [record for _ in range(answers) if (record := _record(reader, asked)) is not None]
    negative = [_negative_ttl(reader) for _ in range(0 if records else authorities)]
    ttls = [ttl for _, ttl in records] + [ttl for ttl in negative if ttl is not None]
    return Reply(
        rcode=flags & 0xF,
        records=tuple(sorted(text for text, _ in records)),
        ttl=min(ttls, default=None),
    )


def _negative_ttl(reader: "Reader") -> int | None:
    """How long a resource record lets it be kept that there is nothing: only a zone's SOA says that."""
    reader.name()
    rrtype, _, ttl, length = (reader.number(octets) for octets in (2, 2, 4, 2))
    data = Reader(reader.octets(length))
    if rrtype != RR_TYPES["SOA"]:
        return None
    data.skip(max(0, length - 4))
    return min(ttl, data.number(4))


def _record(reader: "Reader", asked: tuple[str, int, int]) -> tuple[str, int] | None:
    """One resource record as text and TTL; None when it is not of the RRset that was asked for."""
    owner, rrtype, rrclass = reader.name(), reader.number(2), reader.number(2)
    ttl, length = reader.number(4), reader.number(2)
    end = reader.position + length
    if (owner, rrtype, rrclass) != asked:
        reader.skip(length)
        return None
    text = _record_text(reader, rrtype)
    if reader.position != end:
        raise MalformedReply(f"record data of {length} octets do not end where they say")
    return text, ttl


def _record_text(reader: "Reader", rrtype: int) -> str:
    if rrtype == RR_TYPES["A"]:
        return ".".join(str(reader.number(1)) for _ in range(4))
    if rrtype == RR_TYPES["MX"]:
        return f"{reader.number(2)} {reader.name()}"
    if rrtype == RR_TYPES["PTR"]:
        return reader.name()
    return " ".join([reader.name(), reader.name(), *(str(reader.number(4)) for _ in range(5))])


def _absolute(name: str) -> str:
    return name.rstrip(".").lower() + "."


class Reader:
    """A cursor that cannot leave its message."""

    def __init__(self, message: bytes) -> None:
        self.position = 0
        self._message = message

    def number(self, octets: int) -> int:
        return int.from_bytes(self.octets(octets), "big")

    def octets(self, count: int) -> bytes:
        start = self.position
        self.skip(count)
        return self._message[start : self.position]

    def skip(self, octets: int) -> None:
        if self.position + octets > len(self._message):
            raise MalformedReply(f"ends at octet {len(self._message)}, in the middle of something")
        self.position += octets

    def name(self) -> str:
        """A name, lower-case and absolute. Pointers lead backwards and names have an end, so a loop has one too."""
        labels: list[str] = []
        octets = 1
        after_first_pointer = None
        while (length := self.number(1)) != 0:
            if length & _POINTER == _POINTER:
                here = self.position - 1
                target = (length & ~_POINTER) << 8 | self.number(1)
                if target >= here:
                    raise MalformedReply(f"compression pointer at octet {here} leads forwards")
                after_first_pointer = after_first_pointer or self.position
                self.position = target
            elif length & _POINTER:
                raise MalformedReply(f"label type {length:#04x}")
            else:
                labels.append(_label_text(self.octets(length)))
                octets += 1 + length
            if octets > _LONGEST_NAME:
                raise MalformedReply("a name of more than 255 octets")
        self.position = after_first_pointer or self.position
        return ".".join(labels) + "."


def _label_text(octets: bytes) -> str:
    """Escaped as in RFC 1035 §5.1, so that no server can write control characters to a terminal."""
    return "".join(
        chr(octet).lower() if 0x21 <= octet <= 0x7E and octet not in b".\\" else f"\\{octet:03d}" for octet in octets
    )
