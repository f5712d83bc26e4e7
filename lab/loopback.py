"""Assigns addresses to `lo`. All of 127.0.0.0/8 can be used without, but some servers listen only on what is assigned, and
of IPv6 there is ::1 alone."""

import ipaddress
import os
import socket
import struct

_RTM_NEWADDR = 20
_NLMSG_ERROR = 2
_REQUEST_ACK_CREATE_REPLACE = 0x1 | 0x4 | 0x400 | 0x100
_IFA_ADDRESS = 1
_IFA_LOCAL = 2

_HEADER = "=IHHII"


def add(address: str) -> None:
    """Assigns an address, alone (/32, /128). Once more does no harm."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.send(_request(ipaddress.ip_address(address)))
        reply = kernel.recv(4096)
    kind = struct.unpack_from(_HEADER, reply)[1]
    error = -struct.unpack_from("=i", reply, struct.calcsize(_HEADER))[0] if kind == _NLMSG_ERROR else 0
    if error:
        raise OSError(error, f"{address} on lo: {os.strerror(error)}")


def _request(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bytes:
    """RTM_NEWADDR as rtnetlink(7) has it."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    body = struct.pack("=BBBBI", family, address.max_prefixlen, 0, 0, socket.if_nametoindex("lo"))
    for attribute in (_IFA_LOCAL, _IFA_ADDRESS):
        body += struct.pack("=HH", 4 + len(address.packed), attribute) + address.packed
    length = struct.calcsize(_HEADER) + len(body)
    return struct.pack(_HEADER, length, _RTM_NEWADDR, _REQUEST_ACK_CREATE_REPLACE, 1, 0) + body
