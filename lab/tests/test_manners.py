"""The catalogue of manners, and who is started for it."""

import ipaddress
import re
import tempfile
import unittest
from pathlib import Path

from lab.addresses import AUTHORITIES
from lab.manners import cast, timeline
from lab.manners.catalogue import INTERCEPTED, MANNERS
from lab.pki import Certificates


class Catalogue(unittest.TestCase):
    def test_every_address_is_there_once_and_is_loopback(self) -> None:
        addresses = [manner.address for manner in MANNERS.values()] + list(cast.POOL_MEMBERS)
        self.assertEqual(len(set(addresses) | set(AUTHORITIES.values())), len(addresses) + len(AUTHORITIES))
        for address in addresses:
            self.assertTrue(ipaddress.ip_address(address).is_loopback, address)

    def test_intercepted_addresses_are_of_different_networks(self) -> None:
        self.assertEqual(len({address.rpartition(".")[0] for address in INTERCEPTED}), 3)


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
