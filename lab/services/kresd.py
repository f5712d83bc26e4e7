"""Knot Resolver. By itself it keeps everything 5 s at least.

It takes no address in 127/8 for a name server from a zone (`iterate.c` calls such glue invalid), and would answer SERVFAIL
now and then: here it forwards to the lab's name servers, which have the root too. FORWARD keeps a copy to its end; STUB
would ask again long before.
"""

from collections.abc import Iterable
from pathlib import Path

from lab import readiness
from lab.addresses import ADDRESSES, AUTHORITIES, OUTSIDE_DOMAIN
from lab.supervisor import Service

_PHONES_HOME = ("ta_update", "ta_signal_query", "priming", "detect_time_skew", "detect_time_jump")
"""Modules that ask the real root, or expect it to be signed."""


def service(name: str, address: str, directory: Path, settings: Iterable[str] = ()) -> Service:
    """One resolver; `settings` are lines of Lua, e.g. `cache.min_ttl(15)`."""
    (directory / "cache").mkdir(parents=True)
    upstreams = ", ".join(f"'{authority}'" for authority in AUTHORITIES.values())
    lines = (
        f"net.listen('{address}', {ADDRESSES.dns_port}, {{ kind = 'dns' }})",
        "net.ipv6 = false",
        f"net.outgoing_v4('{address}')",
        "trust_anchors.remove('.')",
        *(f"modules.unload('{module}')" for module in _PHONES_HOME),
        "modules = { 'policy' }",
        "policy.special_names = {}  -- 127.in-addr.arpa is built in as NXDOMAIN",
        f"policy.add(policy.all(policy.FORWARD({{ {upstreams} }})))",
        f"cache.open(4 * MB, 'lmdb://{directory}/cache')",
        *settings,
    )
    (directory / "kresd.conf").write_text("".join(f"{line}\n" for line in lines))
    return Service(
        name,
        ["/usr/sbin/kresd", "--noninteractive", "--config", str(directory / "kresd.conf"), str(directory)],
        readiness.answers_dns(address, OUTSIDE_DOMAIN),
    )
