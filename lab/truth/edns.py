"""EDNS(0) (RFC 6891): a question that asks for the server's identity, and what the reply adds to its answer."""

import struct
from dataclasses import dataclass

from lab.truth.wire import MalformedReply, Reader

_TYPE_OPT = 41
_OPTION_NSID = 3
_OPTION_EDE = 15
_PAYLOAD = 1232
_QUESTION_FIXED = 4
_ADDITIONAL_COUNT_AT = 10


@dataclass(frozen=True)
class Options:
    """NSID as text where it is ASCII, else in hex; the codes of the extended errors."""

    nsid: str = ""
    ede: tuple[int, ...] = ()


def with_options(question: bytes) -> bytes:
    """The question of `wire.encode_question`, with an OPT record that asks for NSID."""
    options = struct.pack(">2H", _OPTION_NSID, 0)
    record = b"\0" + struct.pack(">HHIH", _TYPE_OPT, _PAYLOAD, 0, len(options)) + options
    header, rest = question[:_ADDITIONAL_COUNT_AT], question[_ADDITIONAL_COUNT_AT + 2 :]
    return header + struct.pack(">H", 1) + rest + record


def read_options(message: bytes) -> Options:
    """What the OPT record of a reply says; nothing when there is none."""
    reader = Reader(message)
    reader.skip(4)
    questions, *counts = (reader.number(2) for _ in range(4))
    for _ in range(questions):
        reader.name()
        reader.skip(_QUESTION_FIXED)
    for _ in range(sum(counts)):
        reader.name()
        rrtype = reader.number(2)
        reader.skip(6)
        length = reader.number(2)
        if rrtype == _TYPE_OPT:
            return _options(reader, length)
        reader.skip(length)
    return Options()


def _options(reader: Reader, length: int) -> Options:
    nsid, ede = "", []
    end = reader.position + length
    while reader.position < end:
        code, size = reader.number(2), reader.number(2)
        data = reader.octets(size)
        if code == _OPTION_NSID:
            nsid = data.decode("ascii") if data.isascii() and data.decode("ascii").isprintable() else data.hex()
        elif code == _OPTION_EDE:
            ede.append(int.from_bytes(data[:2], "big"))
    if reader.position != end:
        raise MalformedReply(f"options of {length} octets do not end where they say")
    return Options(nsid, tuple(ede))
