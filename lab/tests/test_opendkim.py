"""The record that publishes a key."""

import re
import unittest
from pathlib import Path

from lab.services.opendkim import Key


class PublishedKey(unittest.TestCase):
    def test_its_strings_are_as_long_as_a_txt_may_have_them_and_make_the_key_together(self) -> None:
        key = Key("example.net", "probe", Path("probe.pem"), "A" * 392)
        strings = re.findall(r'"([^"]*)"', key.record)
        self.assertEqual([len(each) for each in strings], [255, 392 + len("v=DKIM1; k=rsa; p=") - 255])
        self.assertEqual("".join(strings), "v=DKIM1; k=rsa; p=" + "A" * 392)

    def test_it_stands_below_its_selector(self) -> None:
        self.assertEqual(Key("example.net", "probe", Path("x"), "").name, "probe._domainkey.example.net")


if __name__ == "__main__":
    unittest.main()
