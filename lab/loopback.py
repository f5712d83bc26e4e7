"""Assigns addresses to `lo`. All of 127.0.0.0/8 can be used without, but some servers listen only on what is assigned."""

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
    """Assigns an IPv4 address, alone (/32). Once more does no harm."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.send(_request(ipaddress.IPv4Address(address)))
        reply = kernel.recv(4096)
    kind = struct.unpack_from(_HEADER, reply)[1]
    error = -struct.unpack_from("=i", reply, struct.calcsize(_HEADER))[0] if kind == _NLMSG_ERROR else 0
    if error:
        raise OSError(error, f"{address} on lo: {os.strerror(error)}")


def _request(address: ipaddress.IPv4Address) -> bytes:
    """RTM_NEWADDR as rtnetlink(7) has it."""
    body = struct.pack("=BBBBI", socket.AF_INET, address.max_prefixlen, 0, 0, socket.if_nametoindex("lo"))
    for attribute in (_IFA_LOCAL, _IFA_ADDRESS):
        body += struct.pack("=HH", 4 + len(address.packed), attribute) + address.packed
    length = struct.calcsize(_HEADER) + len(body)
    return struct.pack(_HEADER, length, _RTM_NEWADDR, _REQUEST_ACK_CREATE_REPLACE, 1, 0) + body
