"""The servers behind the catalogue, some of them out of sight. They start for their rehearsal only."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lab.manners.catalogue import CAP, FLOOR, INTERCEPTED, KNOT_FLOOR, LENGTHENED_CAP, MANNERS, MIDDLEBOX, STALE_AFTER
from lab.pki import Certificates
from lab.services import bind, dnsdist, dnsmasq, kresd, pdns_recursor, unbound
from lab.supervisor import Service

POOL_MEMBERS = ("127.0.53.141", "127.0.53.142", "127.0.53.143", "127.0.53.144")
_BEHIND_FROZEN = "127.0.53.131"
_BEHIND_TLS = "127.0.53.133"
_BEHIND_DNSMASQ = "127.0.53.129"
_BEHIND_IPV6 = "127.0.53.136"
_BEHIND_INTERCEPTED = "127.0.53.137"

_STALE = {"serve-expired": "yes", "serve-expired-ttl": "86400"}
_UNBOUNDS: dict[str, dict[str, str]] = {
    "plain": {},
    "min-ttl": {"cache-min-ttl": str(FLOOR)},
    "max-ttl": {"cache-max-ttl": str(CAP)},
    "stale": {**_STALE, "serve-expired-client-timeout": "0"},
    "stale-late": {**_STALE, "serve-expired-client-timeout": str(round(STALE_AFTER * 1000))},
    "prefetch": {"prefetch": "yes"},
}


def pool_members(directory: Path) -> Iterator[Service]:
    """The caches behind `pool-of-four`, each with a name of its own (NSID)."""
    for number, address in enumerate(POOL_MEMBERS, start=1):
        settings = {"nsid": f"ascii_cache{number}"}
        yield unbound.service(f"pool-member-{number}", address, directory / f"pool-member-{number}", settings)


def behind(directory: Path) -> Iterator[Service]:
    """The caches that only other resolvers ask."""
    alone = {"behind-frozen": _BEHIND_FROZEN, "behind-tls": _BEHIND_TLS, "behind-dnsmasq": _BEHIND_DNSMASQ}
    for name, address in alone.items():
        yield unbound.service(name, address, directory / name)


def fronts(directory: Path, certificates: Certificates) -> Iterator[Service]:
    """Everybody whom clients ask."""
    yield from _unbounds(directory)
    yield from _other_makes(directory)
    pool, frozen = _address("pool-of-four"), _address("frozen")
    yield dnsdist.pool("pool-of-four", pool, POOL_MEMBERS, directory / "pool-of-four")
    yield dnsdist.frozen("frozen", frozen, _BEHIND_FROZEN, directory / "frozen")
    yield dnsdist.encrypted(
        "tls", _address("dot"), _address("doh"), _BEHIND_TLS, certificates, directory / "tls"
    )


def _unbounds(directory: Path) -> Iterator[Service]:
    for name, settings in _UNBOUNDS.items():
        yield unbound.service(name, _address(name), directory / name, settings)
    yield unbound.service("ipv6", _BEHIND_IPV6, directory / "ipv6", listens=[_address("ipv6")])
    itself = {"nsid": f"ascii_{MIDDLEBOX}", "identity": MIDDLEBOX}
    yield unbound.service(MIDDLEBOX, _BEHIND_INTERCEPTED, directory / MIDDLEBOX, itself, INTERCEPTED)


def _other_makes(directory: Path) -> Iterable[Service]:
    lengthening = {"max-cache-ttl": str(LENGTHENED_CAP), "serve-stale-extensions": "1440"}
    keeping = (f"cache.min_ttl({KNOT_FLOOR})", "modules.load('serve_stale < cache')", "serve_stale.timeout = 1 * sec")
    return (
        pdns_recursor.service("pdns", _address("pdns"), directory / "pdns"),
        pdns_recursor.service("pdns-stale", _address("pdns-stale"), directory / "pdns-stale", lengthening),
        kresd.service("kresd", _address("kresd"), directory / "kresd"),
        kresd.service("kresd-stale", _address("kresd-stale"), directory / "kresd-stale", keeping),
        dnsmasq.service("dnsmasq", _address("dnsmasq"), _BEHIND_DNSMASQ, directory / "dnsmasq"),
        bind.service("bind", _address("bind"), directory / "bind"),
    )


def _address(name: str) -> str:
    return MANNERS[name].address
