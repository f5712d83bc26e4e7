"""What the mail servers' configuration must say for a rehearsal to mean anything."""

import unittest
from pathlib import Path

from lab.services import postfix_config
from lab.services.postfix_config import Role


def settings(role: Role) -> dict[str, str]:
    text = postfix_config.main_cf(role, Path("/run-x/postfix") / role.name, Path("/run-x/log/mail.log"))
    return dict(line.split(" = ", 1) for line in text.splitlines())


class MainCf(unittest.TestCase):
    def test_nobody_trusts_more_than_single_addresses(self) -> None:
        for role in postfix_config.ROLES:
            for network in settings(role)["mynetworks"].split():
                self.assertTrue(network.endswith("/32"), f"{role.name} trusts {network}")

    def test_every_server_speaks_from_its_own_address(self) -> None:
        for role in postfix_config.ROLES:
            self.assertEqual(settings(role)["smtp_bind_address"], role.address)

    def test_the_proxy_forwards_by_address_and_knows_its_recipients(self) -> None:
        proxy = settings(postfix_config.PROXY)
        self.assertIn("example.org=relay:[127.0.25.20]:25", proxy["transport_maps"])
        self.assertIn("alice@example.org=x", proxy["relay_recipient_maps"])

    def test_only_the_outside_sender_follows_the_mx(self) -> None:
        self.assertNotIn("transport_maps", settings(postfix_config.SENDER))
        self.assertIn("transport_maps", settings(postfix_config.OLD))


if __name__ == "__main__":
    unittest.main()
