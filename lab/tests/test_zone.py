"""The zone texts as a function of their parameters."""

import unittest

from lab.addresses import HOST_NAMES
from lab.zone import ZONES, ZoneParameters, texts, zone_of


class Texts(unittest.TestCase):
    def setUp(self) -> None:
        self.texts = texts(ZoneParameters(old_ttl=12))

    def test_there_is_one_text_per_zone_with_soa_and_both_name_servers(self) -> None:
        self.assertEqual(set(self.texts), set(ZONES))
        for zone, text in self.texts.items():
            with self.subTest(zone=zone):
                self.assertEqual(text.count(" SOA "), 1)
                self.assertIn("@ NS ns1.example.org.\n@ NS ns2.example.org.\n", text)

    def test_the_domain_starts_on_the_old_path_with_the_old_ttl(self) -> None:
        self.assertIn("@ 12 MX 20 mx-old.example.org.\n", self.texts["example.org"])
        self.assertIn("@ 99 MX", texts(ZoneParameters(old_ttl=99))["example.org"])
        self.assertNotIn("MX 5", self.texts["example.org"])

    def test_the_root_delegates_every_other_zone_and_has_the_glue(self) -> None:
        for zone in ZONES[1:]:
            self.assertIn(f"{zone}. NS ns2.example.org.\n", self.texts["."])
        self.assertIn("ns1.example.org. 300 A 127.0.53.1\n", self.texts["."])

    def test_every_host_has_an_address_and_the_matching_pointer(self) -> None:
        forward = self.texts["example.org"] + self.texts["example.net"]
        for address, name in HOST_NAMES.items():
            self.assertRegex(forward, rf"(?m)^{name}\. \d+ A {address}$")
            self.assertIn(f"{address.rpartition('.')[2]} PTR {name}.\n", self.texts["25.0.127.in-addr.arpa"])


class Owners(unittest.TestCase):
    def test_a_name_is_changed_in_the_deepest_zone_that_holds_it(self) -> None:
        self.assertEqual(zone_of("example.org."), "example.org")
        self.assertEqual(zone_of("mx-new.example.org"), "example.org")
        self.assertEqual(zone_of("5.25.0.127.in-addr.arpa."), "25.0.127.in-addr.arpa")
        self.assertEqual(zone_of("notexample.org"), ".")


if __name__ == "__main__":
    unittest.main()
