"""dnsdist, the load balancer in front of caches: what large public resolvers look like from outside."""

from collections.abc import Sequence
from pathlib import Path

from lab import readiness
from lab.addresses import ADDRESSES, OUTSIDE_DOMAIN, RESOLVER_HOST
from lab.pki import Certificates
from lab.readiness import Ready
from lab.supervisor import Service

DOH_PATH = "/dns-query"


def pool(name: str, address: str, members: Sequence[str], directory: Path) -> Service:
    """One address, several caches: deals the questions out in turn, so two answers in a row come from two caches."""
    lines = [_listens(address), *_backends(members), "setServerPolicy(roundrobin)"]
    return _service(name, directory, lines, readiness.answers_dns(address, OUTSIDE_DOMAIN))


def frozen(name: str, address: str, backend: str, directory: Path, *, fetch_ms: int = 0) -> Service:
    """A packet cache that hands answers out with the TTL they came with, however old they are.

    It keeps a SERVFAIL too, by itself for a minute: as long after an outage nothing would be heard of it. What is
    fetched comes later by `fetch_ms`, as from servers that are not on this machine.
    """
    cache = "{maxTTL=86400, minTTL=0, staleTTL=30, temporaryFailureTTL=5, dontAge=true}"
    lines = [_listens(address), *_backends([backend]), f'getPool(""):setCache(newPacketCache(1000, {cache}))']
    if fetch_ms:
        lines.append(f"addResponseAction(AllRule(), DelayResponseAction({fetch_ms}))")
    return _service(name, directory, lines, readiness.answers_dns(address, OUTSIDE_DOMAIN))


def encrypted(name: str, dot: str, doh: str, backend: str, certificates: Certificates, directory: Path) -> Service:
    """DNS over TLS at one address and over HTTPS at another, with the certificate of RESOLVER_HOST."""
    files = f'"{certificates.certificate}", "{certificates.key}"'
    lines = [
        f'addTLSLocal("{dot}:{ADDRESSES.dot_port}", {files})',
        f'addDOHLocal("{doh}:{ADDRESSES.doh_port}", {files}, "{DOH_PATH}")',
        *_backends([backend]),
    ]

    def ready() -> bool:
        return all(
            readiness.shows_certificate(address, port, RESOLVER_HOST, certificates.ca)()
            for address, port in ((dot, ADDRESSES.dot_port), (doh, ADDRESSES.doh_port))
        )

    return _service(name, directory, lines, ready)


def _listens(address: str) -> str:
    return f'setLocal("{address}:{ADDRESSES.dns_port}")'


def _backends(members: Sequence[str]) -> list[str]:
    """Its health check would ask a.root-servers.net: it asks for a name of the lab that nobody watches."""
    return [
        f'newServer({{address="{member}:{ADDRESSES.dns_port}", name="member{number}", '
        f'checkName="{OUTSIDE_DOMAIN}.", checkType="SOA", mustResolve=true}})'
        for number, member in enumerate(members, start=1)
    ]


def _service(name: str, directory: Path, lines: Sequence[str], ready: Ready) -> Service:
    directory.mkdir()
    configuration = directory / "dnsdist.conf"
    common = ['setSecurityPollSuffix("")', 'setACL({"127.0.0.0/8"})']
    configuration.write_text("".join(f"{line}\n" for line in (*common, *lines)))
    return Service(name, ["/usr/bin/dnsdist", "--supervised", "--disable-syslog", "-C", str(configuration)], ready)
