"""The catalogue of manners, and who is started for it."""

import ipaddress
import re
import tempfile
import unittest
from pathlib import Path

from lab.addresses import ADDRESSES, AUTHORITIES
from lab.manners import cast, timeline
from lab.manners.catalogue import INTERCEPTED, MANNERS
from lab.pki import Certificates

DOCUMENTATION = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "127.0.0.0/8")


class Catalogue(unittest.TestCase):
    def test_every_address_is_there_once_and_is_nobodys(self) -> None:
        addresses = [manner.address for manner in MANNERS.values()] + list(cast.POOL_MEMBERS)
        self.assertEqual(len(set(addresses) | set(AUTHORITIES.values())), len(addresses) + len(AUTHORITIES))
        networks = [ipaddress.ip_network(network) for network in DOCUMENTATION]
        for address in addresses:
            self.assertTrue(any(ipaddress.ip_address(address) in network for network in networks), address)

    def test_intercepted_addresses_are_of_different_owners(self) -> None:
        self.assertEqual(len({address.rpartition(".")[0] for address in INTERCEPTED}), 3)

    def test_what_lo_does_not_have_of_itself_is_assigned(self) -> None:
        beyond = {m.address for m in MANNERS.values() if not m.address.startswith("127.")}
        self.assertLessEqual(beyond | {ADDRESSES.client6, MANNERS["bind"].address}, set(cast.NEEDS_ASSIGNED))


class Cast(unittest.TestCase):
    def test_every_manner_is_listened_for_in_exactly_one_configuration(self) -> None:
        directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        certificates = Certificates(directory / "ca.pem", directory / "lab.pem", directory / "lab.key")
        services = [*cast.pool_members(directory), *cast.behind(directory), *cast.fronts(directory, certificates)]
        self.assertEqual(len({service.name for service in services}), len(services))
        written = {path: path.read_text() for path in directory.rglob("*") if path.suffix in (".conf", ".hints")}
        for name, manner in MANNERS.items():
            pattern = re.compile(re.escape(manner.address) + r"(?![0-9])")
            naming = {path.parent for path, text in written.items() if pattern.search(text)}
            self.assertEqual(len(naming), 1, f"{name}: {naming}")


class Timeline(unittest.TestCase):
    def test_old_copies_are_in_flight_at_the_change_and_gone_when_the_authorities_fall_silent(self) -> None:
        plan = timeline.PLAN
        self.assertLess(timeline.LOWERED, timeline.CHANGED)
        self.assertLess(timeline.CHANGED, plan.old_ttl)
        self.assertGreater(timeline.SILENCED, timeline.CHANGED + 30)
        self.assertGreater(timeline.WOKEN - timeline.SILENCED, 2 * plan.new_ttl)
        self.assertLessEqual(timeline.END, 120)


if __name__ == "__main__":
    unittest.main()
