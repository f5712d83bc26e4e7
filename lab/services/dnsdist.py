"""One address, several caches: what a public resolver looks like from outside."""

from pathlib import Path

from lab import readiness
from lab.addresses import ADDRESSES, OUTSIDE_DOMAIN
from lab.supervisor import Service


def service(directory: Path) -> Service:
    """Deals the questions out in turn, so two answers in a row come from two caches."""
    directory.mkdir()
    # Its health check would ask a.root-servers.net: it asks for a name of the lab that nobody watches.
    servers = "".join(
        f'newServer({{address="{member}:{ADDRESSES.dns_port}", name="member{number}", '
        f'checkName="{OUTSIDE_DOMAIN}.", checkType="SOA", mustResolve=true}})\n'
        for number, member in enumerate(ADDRESSES.pool_members, start=1)
    )
    (directory / "dnsdist.conf").write_text(
        f'setLocal("{ADDRESSES.pool}:{ADDRESSES.dns_port}")\n'
        'setSecurityPollSuffix("")\n'
        'setACL({"127.0.0.0/8"})\n'
        f"{servers}"
        "setServerPolicy(roundrobin)\n"
    )
    return Service(
        "pool",
        ["/usr/bin/dnsdist", "--supervised", "--disable-syslog", "-C", str(directory / "dnsdist.conf")],
        readiness.answers_dns(ADDRESSES.pool, OUTSIDE_DOMAIN),
    )
