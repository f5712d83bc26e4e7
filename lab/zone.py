"""The lab's zones as text: a small world with a root, two domains and a reverse zone, all on the same two servers.

Serving the root too makes the resolvers really recurse, and every name outside the lab NXDOMAIN.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab import addresses
from lab.addresses import ADDRESSES, AUTHORITIES, DOMAIN, HOST_NAMES, OUTSIDE_DOMAIN

REVERSE_ZONE = "25.0.127.in-addr.arpa"
ZONES = (".", DOMAIN, OUTSIDE_DOMAIN, REVERSE_ZONE)

_DELEGATION_TTL = 300


@dataclass(frozen=True)
class ZoneParameters:
    """What a rehearsal may choose."""

    old_ttl: int = 12
    """TTL of everything that moves in the cutover, before anybody lowers it."""
    steady_ttl: int = 60
    """TTL of what stays."""
    mx: str = f"20 {addresses.OLD_HOST}."
    """The domain's MX at first."""
    hosts: Mapping[str, str] = field(default_factory=lambda: HOST_NAMES)
    """Address → name of every host of the mail side."""


def texts(parameters: ZoneParameters) -> dict[str, str]:
    """Zone name → zone file."""
    return {
        ".": _root(),
        DOMAIN: _domain(parameters),
        OUTSIDE_DOMAIN: _outside(parameters),
        REVERSE_ZONE: _reverse(parameters),
    }


def zone_of(name: str) -> str:
    """The zone that a name is changed in."""
    absolute = name.rstrip(".")
    for zone in (DOMAIN, OUTSIDE_DOMAIN, REVERSE_ZONE):
        if absolute == zone or absolute.endswith("." + zone):
            return zone
    return "."


def _root() -> str:
    delegations = [f"{zone}. NS {server}." for zone in ZONES if zone != "." for server in AUTHORITIES]
    return _zone(".", _DELEGATION_TTL, delegations + _glue())


def _domain(parameters: ZoneParameters) -> str:
    ttl = parameters.old_ttl
    return _zone(
        f"{DOMAIN}.",
        ttl,
        [f"@ {ttl} MX {parameters.mx}", f'@ {ttl} TXT "v=spf1 ip4:{ADDRESSES.old} -all"']
        + _glue()
        + _host_addresses(parameters, DOMAIN, ttl),
    )


def _outside(parameters: ZoneParameters) -> str:
    ttl = parameters.steady_ttl
    senders = f"ip4:{ADDRESSES.sender} ip4:{ADDRESSES.agent}"
    records = [f"@ MX 10 {addresses.SENDER_HOST}.", f'@ TXT "v=spf1 {senders} -all"']
    return _zone(f"{OUTSIDE_DOMAIN}.", ttl, records + _host_addresses(parameters, OUTSIDE_DOMAIN, ttl))


def _reverse(parameters: ZoneParameters) -> str:
    pointers = [f"{address.rpartition('.')[2]} PTR {name}." for address, name in parameters.hosts.items()]
    return _zone(f"{REVERSE_ZONE}.", parameters.old_ttl, pointers)


def _zone(origin: str, ttl: int, records: list[str]) -> str:
    """Refresh and retry are short, so a secondary that missed a NOTIFY is late by seconds only."""
    first = f"@ SOA ns1.example.org. hostmaster.example.org. 1 60 5 3600 {min(ttl, 60)}"
    servers = [f"@ NS {server}." for server in AUTHORITIES]
    return "\n".join([f"$ORIGIN {origin}", f"$TTL {ttl}", first, *servers, *records]) + "\n"


def _glue() -> list[str]:
    return [f"{server}. {_DELEGATION_TTL} A {address}" for server, address in AUTHORITIES.items()]


def _host_addresses(parameters: ZoneParameters, domain: str, ttl: int) -> list[str]:
    hosts = parameters.hosts.items()
    return [f"{name}. {ttl} A {address}" for address, name in hosts if name.endswith("." + domain)]
