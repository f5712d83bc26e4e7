"""Addresses on `lo` beyond 127.0.0.0/8: every packet to them stays inside, whoever owns them outside."""

import ipaddress
import os
import socket
import struct
from collections.abc import Iterable

_RTM_NEWADDR = 20
_NLMSG_ERROR = 2
_REQUEST_ACK_CREATE_REPLACE = 0x1 | 0x4 | 0x400 | 0x100
_IFA_ADDRESS = 1
_IFA_LOCAL = 2
_IFA_F_NODAD = 0x02
"""Nobody else is on this link: an IPv6 address is usable at once."""

_HEADER = "=IHHII"


def add(addresses: Iterable[str]) -> None:
    """Assigns each to `lo`, alone (/32, /128): its neighbours stay unreachable. Once more does no harm.

    127.0.0.0/8 needs this only for servers that listen on nothing but assigned addresses, such as named.
    """
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        for address in addresses:
            kernel.send(_request(address))
            _, kind, _, _, _ = struct.unpack_from(_HEADER, reply := kernel.recv(4096))
            error = -struct.unpack_from("=i", reply, struct.calcsize(_HEADER))[0] if kind == _NLMSG_ERROR else 0
            if error:
                raise OSError(error, f"{address} on lo: {os.strerror(error)}")


def _request(address: str) -> bytes:
    """RTM_NEWADDR as rtnetlink(7) has it."""
    parsed = ipaddress.ip_address(address)
    family = socket.AF_INET if parsed.version == 4 else socket.AF_INET6
    body = struct.pack("=BBBBI", family, parsed.max_prefixlen, _IFA_F_NODAD, 0, socket.if_nametoindex("lo"))
    for attribute in (_IFA_LOCAL, _IFA_ADDRESS):
        body += struct.pack("=HH", 4 + len(parsed.packed), attribute) + parsed.packed
    length = struct.calcsize(_HEADER) + len(body)
    return struct.pack(_HEADER, length, _RTM_NEWADDR, _REQUEST_ACK_CREATE_REPLACE, 1, 0) + body
