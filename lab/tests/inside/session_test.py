"""The whole lab, once, and what a rehearsal relies on."""

import socket
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path

from lab import dns
from lab.services.knot import serial_at
from lab.session import LabSession
from lab.tests.inside.mail import find, send, submit

OLD_MX = "20 mx-old.example.org."
NEW_MX = "5 mx-new.example.org."


class Session(unittest.TestCase):
    """One lab for all tests; they leave the zone and the servers as they found them."""

    lab: LabSession
    start_seconds: float

    @classmethod
    def setUpClass(cls) -> None:
        began = time.monotonic()
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        cls.lab = cls.enterClassContext(LabSession.start(run_dir, old_ttl=2))
        cls.start_seconds = time.monotonic() - began

    def test_everything_is_up_in_under_five_seconds(self) -> None:
        self.assertLess(self.start_seconds, 5.0, dict(self.lab.start_seconds))
        self.assertEqual(len(self.lab.start_seconds), 13)

    def test_every_authority_serves_the_old_mx_and_reverse_names(self) -> None:
        for address in self.lab.authorities.values():
            mx = dns.ask(address, "example.org", "MX")
            self.assertTrue(mx.is_authoritative)
            self.assertEqual(mx.records, (dns.Record(2, OLD_MX),))
            self.assertEqual(dns.ask(address, "5.25.0.127.in-addr.arpa", "PTR").data(), ["mx-new.example.org."])

    def test_every_resolver_recurses_from_the_labs_root(self) -> None:
        for name, address in self.lab.resolvers.items():
            with self.subTest(resolver=name):
                answer = dns.ask(address, "example.org", "MX")
                self.assertFalse(answer.is_authoritative)
                self.assertEqual(answer.data(), [OLD_MX])
                self.assertEqual(dns.ask(address, "example.com", "A").rcode, 3)
        floor = dns.ask(self.lab.resolvers["min-ttl"], "example.org", "MX").records[0].ttl
        self.assertGreater(floor, 2, "a floor shows by a TTL above the authority's")

    def test_a_change_reaches_the_primary_at_once_and_the_secondary_by_notify(self) -> None:
        before = self.lab.zone.serial()
        committed = self.lab.zone.publish_mx(2, [NEW_MX, OLD_MX])
        self.addCleanup(self.lab.zone.publish_mx, 2, [OLD_MX])
        self.assertAlmostEqual(committed, time.time(), delta=0.5)
        self.assertEqual(self.lab.zone.serial(), before + 1)
        self.assertEqual(dns.ask(self.lab.addresses.ns1, "example.org", "MX").data(), sorted([NEW_MX, OLD_MX]))
        self.wait_for(lambda: serial_at(self.lab.addresses.ns2) == before + 1, 3.0)

    def test_outside_mail_arrives_by_the_old_server_and_follows_a_new_mx(self) -> None:
        submit(self.lab, "before the switch")
        message = find(self.lab, "alice@example.org", "before the switch")
        assert message, self.logs()
        received = "".join(message.get_all("Received", []))
        self.assertNotIn("127.0.25.5", received)
        self.assertIn("by imap.example.org with LMTP", " ".join(received.split()))
        self.lab.zone.publish_mx(2, [NEW_MX, OLD_MX])
        self.addCleanup(self.lab.zone.publish_mx, 2, [OLD_MX])
        time.sleep(3.5)  # the sender's resolver keeps the old answer for its TTL, the secondary for a moment
        submit(self.lab, "after the switch")
        message = find(self.lab, "alice@example.org", "after the switch")
        assert message, self.logs()
        self.assertIn("mx-new.example.org (mx-new.example.org [127.0.25.5])", "".join(message.get_all("Received", [])))

    def test_a_fault_is_in_force_when_set_and_gone_when_cleared(self) -> None:
        proxy = self.lab.postfix("proxy")
        proxy.set_fault("DISCARD")
        self.to_proxy("swallowed")
        proxy.set_fault(None)
        self.to_proxy("let through")
        self.assertIsNotNone(find(self.lab, "probe@example.org", "let through"), self.logs())
        self.assertIsNone(find(self.lab, "probe@example.org", "swallowed", patience=0.5))
        self.assertIn("discard", proxy.log_path.read_text())

    def test_a_lockdown_refuses_all_but_the_proxy_and_the_bounce_comes_home(self) -> None:
        old = self.lab.postfix("old")
        old.set_lockdown("554 5.7.1 use the MX", allowed=())
        self.addCleanup(old.set_lockdown, None)
        self.to_proxy("locked out")
        bounce = find(self.lab, "probe@example.net", "Undelivered Mail Returned to Sender")
        assert bounce, self.logs()
        self.assertIn("use the MX", bounce.as_string())
        old.set_lockdown("554 5.7.1 use the MX")
        self.to_proxy("allowed in")
        self.assertIsNotNone(find(self.lab, "probe@example.org", "allowed in"), self.logs())

    def test_a_stopped_server_refuses_connections_until_it_is_started(self) -> None:
        proxy = self.lab.postfix("proxy")
        proxy.stop()
        try:
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection((self.lab.addresses.proxy, 25), 1)
        finally:
            proxy.start()
        socket.create_connection((self.lab.addresses.proxy, 25), 1).close()

    def test_nothing_leaves_the_lab(self) -> None:
        with self.assertRaises(OSError) as refused:
            socket.create_connection(("192.0.2.1", 25), 1)
        self.assertIn("unreachable", str(refused.exception))

    def test_an_agent_runs_on_the_hosts_root_with_its_output_in_the_log_directory(self) -> None:
        agent = self.lab.start_agent(["cat", "/etc/resolv.conf"], "agent")
        self.assertEqual(agent.wait(5), 0)
        self.assertIn(self.lab.addresses.plain, (self.lab.log_dir / "agent.out").read_text())

    def to_proxy(self, subject: str) -> None:
        where = self.lab.addresses
        send(self.lab, where.proxy, "mx-new.example.org", subject, where.agent, "probe@example.org")

    def wait_for(self, happened: Callable[[], bool], seconds: float) -> None:
        limit = time.monotonic() + seconds
        while not happened():
            self.assertLess(time.monotonic(), limit, "did not happen in time")
            time.sleep(0.02)

    def logs(self) -> str:
        """Why a message did not arrive stands in the mail logs."""
        return "\n".join(self.lab.postfix(name).log_path.read_text()[-3000:] for name in ("sender", "proxy", "old"))


if __name__ == "__main__":
    unittest.main()
