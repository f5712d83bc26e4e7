"""Mail over IPv6, from the agent to the proxy and from there to the old server, and the path that its hops prove."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from lab import agent_config
from lab.addresses import ADDRESSES, NEW_HOST, OLD_HOST
from lab.moves import BothFamiliesSession
from lab.story.plan import MX, MailServer, Plan
from lab.tests.inside.agent import executable, wait_until
from lab.tests.inside.delivered import Delivered
from lab.truth.events import Arrived

PLAN = Plan(
    records=(MX,),
    mail_interval=300,  # fd00::/8 is no loopback: nobody is to get mail more often than every 30 s, nor be asked than every 5 min
    old=MailServer("old", OLD_HOST, ADDRESSES.old6, (ADDRESSES.old6, ADDRESSES.old)),  # it files over IPv4
    new=MailServer("proxy", NEW_HOST, ADDRESSES.proxy6),
)
_PATIENCE, _READER_PATIENCE = 20.0, 3.0


class OverIpv6(unittest.TestCase):
    """One message of the round trip by each path."""

    lab: BothFamiliesSession
    delivered: Delivered

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        cls.lab = cls.enterClassContext(BothFamiliesSession.start(run_dir, PLAN.old_ttl, lambda _: None))
        cls.delivered = cls.enterClassContext(Delivered(cls.lab))
        cls.config = agent_config.write(cls.lab, PLAN)

    def send(self, path: str) -> tuple[dict[str, Any], list[str]]:
        """The message as the agent tells of it, and who handed it on to whom, as the mailbox has it: oldest first."""
        command = [str(executable()), "probe", "mail", "--config.file", str(self.config), "--path", path, "-o", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, f"{done.stdout}\n{done.stderr}")
        message = json.loads(done.stdout)["message"]
        self.assertTrue(wait_until(lambda: bool(self.arrived(message["message_id"])), _READER_PATIENCE))
        (arrived,) = self.arrived(message["message_id"])
        return message, [hop.split()[-1].strip("[]") for hop in reversed(arrived.hops)]

    def arrived(self, message_id: str) -> list[Arrived]:
        """By the lab's own eyes, which look ten times a second."""
        return [each for each in self.delivered.arrived() if each.message_id == message_id]

    def test_the_path_through_the_proxy_is_proven_by_ipv6_addresses(self) -> None:
        message, hops = self.send("new")
        self.assertEqual(hops[:2], [ADDRESSES.agent6, ADDRESSES.proxy6])
        self.assertEqual([hop["from"] for hop in message["hops"]][:2], hops[:2])
        self.assertEqual([hop["trusted"] for hop in message["hops"]][:2], [True, True])
        self.assertEqual((message["path_proof"]["outcome"], message["result"]), ("proven", "delivered"), message)

    def test_so_is_the_path_straight_to_the_old_server(self) -> None:
        message, hops = self.send("old")
        self.assertEqual(hops[:1], [ADDRESSES.agent6])
        self.assertEqual([hop["from"] for hop in message["hops"]][:1], hops[:1])
        self.assertEqual((message["path_proof"]["outcome"], message["result"]), ("proven", "delivered"), message)


if __name__ == "__main__":
    unittest.main()
