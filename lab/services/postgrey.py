"""Greylisting as many servers do it: Postgrey, which a Postfix asks about each recipient."""

from lab import accounts, readiness
from lab.addresses import ADDRESSES
from lab.jail import Jail
from lab.supervisor import Service

_DELAY = 2
"""Seconds until it takes what it has put off; five minutes by default."""


def service(jail: Jail) -> Service:
    """It forgets everybody with the lab."""
    name = accounts.POSTGREY.name
    jail.directory(f"/var/lib/{name}", accounts.POSTGREY)
    return Service(
        name,
        [
            "/usr/sbin/postgrey",
            f"--inet={ADDRESSES.postgrey}:{ADDRESSES.policy_port}",
            f"--delay={_DELAY}",
            # By network, as it does by default, the probes and the proxy would be the same client.
            "--lookup-by-host",
            f"--dbdir=/var/lib/{name}",
            f"--user={name}",
            f"--group={name}",
            "--whitelist-clients=/dev/null",
            "--whitelist-recipients=/dev/null",
        ],
        readiness.accepts(ADDRESSES.postgrey, ADDRESSES.policy_port),
        {"LC_ALL": "C"},  # Perl says of every other that it is not there
    )
