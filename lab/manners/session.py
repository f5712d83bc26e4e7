"""A running lab of authorities and resolvers of every manner, without mail.

    with MannersSession.start(run_dir, old_ttl=20) as lab:
        lab.silence_authorities()
"""

import socket
import time
from collections.abc import Callable
from pathlib import Path

from lab import dns, loopback
from lab.addresses import ADDRESSES, DOMAIN, OLD_HOST
from lab.failure import LabFailure
from lab.jail import Jail
from lab.manners import cast
from lab.manners.catalogue import MANNERS
from lab.services import nsd
from lab.services.knot import Zone, serial_at
from lab.session import LabSession
from lab.zone import ZoneParameters

_AUTHORITIES = ["knot", "nsd"]
_TRANSFER_PATIENCE = 5.0
_TIMES_IN_A_ROW = 5
_POLL = 0.02


class MannersSession(LabSession):
    """Its resolvers are those of `lab.manners.catalogue`."""

    def __init__(self, run_dir: Path, jail: Jail, log: Callable[[str], None]) -> None:
        super().__init__(run_dir, jail, log)
        self.resolvers = {manner.id: manner.address for manner in MANNERS.values()}
        self.transports = {manner.id: manner.transport for manner in MANNERS.values()}

    def await_secondary(self) -> None:
        """Returns when both name servers serve the same.

        While NSD reloads, its old process answers some questions and the new one others: once is not enough.
        """
        limit = time.monotonic() + _TRANSFER_PATIENCE
        agreed, wanted = 0, self.zone.serial()
        while agreed < _TIMES_IN_A_ROW:
            if time.monotonic() > limit:
                raise LabFailure(f"nsd did not follow within {_TRANSFER_PATIENCE:.0f} s; see {self.log_dir}/nsd.out")
            time.sleep(_POLL)
            agreed = agreed + 1 if serial_at(ADDRESSES.ns2) == wanted else 0

    def silence_authorities(self) -> None:
        """They take questions and answer none, as behind a broken network; nothing tells the resolvers."""
        self._supervisor.pause(_AUTHORITIES)

    def wake_authorities(self) -> None:
        """They go on where they were."""
        self._supervisor.go_on(_AUTHORITIES)

    def _bring_up(self, parameters: ZoneParameters) -> None:
        """The authorities before whom they serve: who starts with a question that fails asks again late."""
        _require_ipv6()
        loopback.add(MANNERS["bind"].address)
        certificates = self._bring_up_primary(parameters)
        self._supervisor.start([nsd.service(self._jail, self.run_dir / "nsd")])
        self._supervisor.start(list(cast.pool_members(self.run_dir)))
        self._fill_pool(parameters.old_ttl)
        self._supervisor.start([*cast.behind(self.run_dir), *cast.fronts(self.run_dir, certificates)])

    def _fill_pool(self, old_ttl: int) -> None:
        """Its caches have copies of four ages, as those of a pool that is in use: filled while the TTL was shorter."""
        zone = Zone(self._jail, lambda _: None)
        for share, member in enumerate(cast.POOL_MEMBERS, start=1):
            zone.publish_mx(old_ttl * share // len(cast.POOL_MEMBERS), [f"20 {OLD_HOST}."])
            self.await_secondary()
            dns.ask(member, DOMAIN, "MX")


def _require_ipv6() -> None:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as channel:
            channel.bind((ADDRESSES.loopback6, 0))
    except OSError as error:
        raise LabFailure(
            f"one of the resolvers is asked over IPv6, and {ADDRESSES.loopback6} cannot be used here: {error}. "
            "The kernel must have IPv6 (no ipv6.disable=1)"
        ) from error
