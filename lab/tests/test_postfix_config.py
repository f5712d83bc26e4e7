"""What the mail servers' configuration must say for a rehearsal to mean anything."""

import unittest
from pathlib import Path

from lab.services import mail_roles, postfix_config
from lab.services.postfix_config import Role


def settings(role: Role) -> dict[str, str]:
    text = postfix_config.main_cf(role, Path("/run-x/postfix") / role.name, Path("/run-x/log/mail.log"))
    return dict(line.split(" = ", 1) for line in text.splitlines())


class MainCf(unittest.TestCase):
    def test_nobody_trusts_more_than_single_addresses(self) -> None:
        for role in (*mail_roles.PROXY_IN_FRONT, *mail_roles.ANOTHER_ADDRESS, *mail_roles.ANOTHER_SERVER):
            for network in settings(role)["mynetworks"].split():
                self.assertTrue(network.endswith("/32"), f"{role.name} trusts {network}")

    def test_ipv6_is_spoken_where_it_is_asked_for_and_by_single_addresses(self) -> None:
        for role in mail_roles.PROXY_IN_FRONT:
            self.assertEqual((settings(role)["inet_protocols"], settings(role)["smtp_bind_address6"]), ("ipv4", ""))
        old, proxy, _ = mail_roles.PROXY_BY_IPV6
        for role, address in ((old, "fd00:25::20"), (proxy, "fd00:25::5")):
            told = settings(role)
            self.assertEqual((told["inet_protocols"], told["smtp_bind_address6"]), ("all", address))
            self.assertEqual(told["mynetworks"].split(), [f"{role.address}/32", f"[{address}]/128"])
            self.assertIn(f"\n[{address}]:25 inet ", postfix_config.master_cf(role))
        self.assertIn("example.org=relay:[ipv6:fd00:25::20]:25", settings(proxy)["transport_maps"])

    def test_every_server_speaks_from_its_own_address(self) -> None:
        for role in (*mail_roles.PROXY_IN_FRONT, *mail_roles.ANOTHER_ADDRESS, *mail_roles.ANOTHER_SERVER):
            self.assertEqual(settings(role)["smtp_bind_address"], role.address)

    def test_the_proxy_forwards_by_address_and_knows_its_recipients(self) -> None:
        _, role, _ = mail_roles.PROXY_IN_FRONT
        proxy = settings(role)
        self.assertIn("example.org=relay:[127.0.25.20]:25", proxy["transport_maps"])
        self.assertIn("alice@example.org=x", proxy["relay_recipient_maps"])

    def test_only_the_outside_sender_follows_the_mx(self) -> None:
        for *others, sender in (mail_roles.PROXY_IN_FRONT, mail_roles.ANOTHER_ADDRESS, mail_roles.ANOTHER_SERVER):
            self.assertNotIn("transport_maps", settings(sender))
            for role in others:
                self.assertIn("transport_maps", settings(role))

    def test_copies_go_to_the_new_server_and_stay_there(self) -> None:
        old, new, _ = map(settings, mail_roles.ANOTHER_SERVER)
        self.assertIn("texthash:$config_directory/copies", old["recipient_bcc_maps"])
        self.assertIn("mx-new.example.org=relay:[127.0.25.5]:25", old["transport_maps"])
        self.assertIn("alice@mx-new.example.org=alice@example.org", new["virtual_alias_maps"])
        self.assertNotIn("recipient_bcc_maps", new)


if __name__ == "__main__":
    unittest.main()
