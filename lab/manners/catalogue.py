"""Which resolvers there are, where, and what is peculiar to each. How they are started: `lab.manners.cast`."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lab.addresses import ADDRESSES

CAP = 3
FLOOR = 40
"""More than a stale answer's TTL: it can be told from one, and is late when the old TTL of a rehearsal has passed twice."""
STALE_TTL = 30
"""What Unbound gives a stale answer, as RFC 8767 recommends; its default."""
STALE_AFTER = 1.8
"""How long the patient one of them lets a client wait before it gives a stale answer."""
LENGTHENED_CAP = 15
"""The least that PowerDNS Recursor takes as max-cache-ttl; it makes 15 of anything less."""
KNOT_FLOOR = 15
KNOT_DEFAULT_FLOOR = 5
MIDDLEBOX = "middlebox"
"""The identity that every intercepted question meets."""


class Transport(enum.Enum):
    """How a resolver is asked; the values are those of the agent's configuration."""

    UDP = "udp"
    DOT = "dot"
    DOH = "doh"


@dataclass(frozen=True)
class Manner:
    """One resolver as its clients see it."""

    id: str
    address: str
    summary: str
    transport: Transport = Transport.UDP
    caches: int = 1


_LIST = (
    Manner("plain", "127.0.53.11", "Unbound as it comes: counts down to 0"),
    Manner("min-ttl", "127.0.53.13", f"Unbound, cache-min-ttl {FLOOR}: keeps everything so long at least"),
    Manner("max-ttl", "127.0.53.21", f"Unbound, cache-max-ttl {CAP}: keeps nothing longer"),
    Manner("stale", "127.0.53.22", "Unbound, serve-expired: the old answer at once, the new one fetched behind it"),
    Manner("stale-late", "127.0.53.23", "Unbound, serve-expired after 1.8 s: only when no authority answers"),
    Manner("prefetch", "127.0.53.24", "Unbound, prefetch: fetches anew in the last tenth of the TTL"),
    Manner("pdns", "127.0.53.25", "PowerDNS Recursor as it comes: never answers TTL 0"),
    Manner(
        "pdns-stale", "127.0.53.26", "PowerDNS Recursor, serve-stale-extensions: counts an old copy down anew and anew"
    ),
    Manner("kresd", "127.0.53.27", f"Knot Resolver, forwarding: keeps everything {KNOT_DEFAULT_FLOOR} s at least"),
    Manner("kresd-stale", "127.0.53.28", f"Knot Resolver, min_ttl {KNOT_FLOOR} and serve_stale: stale answers that say so"),
    Manner("dnsmasq", "127.0.53.29", "dnsmasq with cache-rr: a forwarder that caches MX records"),
    Manner("bind", "127.0.53.30", "BIND as it comes: never answers TTL 0, prefetches in the last 2 s of a long TTL"),
    Manner("frozen", "127.0.53.31", "dnsdist, packet cache with dontAge: a TTL that does not count down"),
    Manner("pool-of-four", "127.0.53.32", "dnsdist, in turn over four Unbounds: one address, four caches", caches=4),
    Manner("dot", "127.0.53.33", "DNS over TLS", Transport.DOT),
    Manner("doh", "127.0.53.34", "DNS over HTTPS", Transport.DOH),
    Manner("ipv6", ADDRESSES.loopback6, "Unbound, asked over IPv6"),
    Manner("intercepted-1", "127.1.1.1", "stands for a public address at which a middlebox answers"),
    Manner("intercepted-2", "127.8.8.8", "stands for another operator's; the same middlebox answers"),
    Manner("intercepted-3", "127.9.9.9", "and another"),
)

MANNERS: Mapping[str, Manner] = MappingProxyType({manner.id: manner for manner in _LIST})

INTERCEPTED: tuple[str, ...] = tuple(manner.address for manner in _LIST if manner.id.startswith("intercepted-"))
