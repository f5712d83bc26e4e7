"""The agent's dialogues against those of public tools, by what the servers say of both.

swaks sends through the proxy as `probe mail` did, and curl reads from the mailbox what the agent saw there.
"""

import json
import re
import subprocess
import tempfile
import unittest
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from lab import agent_config
from lab.addresses import ADDRESSES, IMAP_HOST, NEW_HOST
from lab.session import LabSession
from lab.story.plan import Plan
from lab.tests.inside.agent import executable, wait_until

_PATIENCE = 20.0
_FROM = "probe@example.net"
_TO = "probe@example.org"
_EHLO = "example.net"
_TRACE = re.compile(rb"^(?:(?:Return-Path|Delivered-To|Received):.*\r\n(?:[ \t].*\r\n)*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """What a Postfix wrote of one message; `size` counts its own Received line too."""

    client: str
    sender: str
    size: int
    recipients: int


def seen_by(log: str, queue_id: str) -> Seen:
    """From the lines of a queue id."""
    client = _one(rf"smtpd\[\d+\]: {queue_id}: client=(\S+)", log)
    envelope = _one(rf"qmgr\[\d+\]: {queue_id}: from=<([^>]*)>, size=(\d+), nrcpt=(\d+)", log)
    return Seen(client[1], envelope[1], int(envelope[2]), int(envelope[3]))


def received_of(message: bytes) -> str:
    """The line of the first server, without what no two messages share: who greeted how and from where, by which
    protocol and version of TLS, for whom."""
    line = re.sub(r"\s+", " ", str(BytesParser().parsebytes(message).get_all("Received", [])[-1]))
    line = re.sub(r" with cipher .*?(?=\(No client)", " ", line)
    return re.sub(r"\bid \w+", "id QUEUE", re.sub(r";[^;]*$", "", line))


def _one(pattern: str, log: str) -> re.Match[str]:
    found = re.search(pattern, log)
    assert found, f"no {pattern!r} in the log:\n{log}"
    return found


class CrossCheck(unittest.TestCase):
    """One message by the agent, which the public tools then read, and send once more."""

    lab: LabSession
    answer: dict[str, Any]
    last_uid: int

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        cls.lab = cls.enterClassContext(LabSession.start(run_dir))
        config = agent_config.write(cls.lab, Plan())
        words = [str(executable()), "probe", "mail", "--config.file", str(config), "--path", "new", "-o", "json"]
        done = subprocess.run(words, capture_output=True, text=True, timeout=_PATIENCE, check=False)
        assert done.returncode == 0, done.stderr
        cls.answer = json.loads(done.stdout)["message"]

    def curl(self, url: str, *options: str) -> str:
        """What curl prints of a URL of the probes' mailbox. The password goes by its standard input."""
        password = self.lab.imap_password_file.read_text().strip()
        words = ["/usr/bin/curl", "--silent", "--show-error", "--config", "-", "--cacert", str(self.lab.ca_file)]
        resolve = ["--resolve", f"{IMAP_HOST}:{ADDRESSES.imaps_port}:{ADDRESSES.imap}"]
        words += [*resolve, *options, f"imaps://{IMAP_HOST}/{url}"]
        return self.lab.run_tool(words, f'user = "{_TO}:{password}"\n')

    def fetched(self, message_id: str, after: int = 0) -> bytes:
        """The octets of the message of that id, of the copy with a UID above `after`."""
        search = f'UID SEARCH UID {after + 1}:* HEADER Message-ID "{message_id}"'
        found: list[int] = []

        def is_there() -> bool:
            said = self.curl("INBOX", "--request", search)
            found[:] = [uid for uid in map(int, re.findall(r"\d+", said)) if uid > after]
            return bool(found)

        self.assertTrue(wait_until(is_there, _PATIENCE), f"curl finds no {message_id}")
        self.last_uid = found[0]
        raw = self.curl(f"INBOX;UID={found[0]}")
        return "\r\n".join(raw.splitlines()).encode("ascii") + b"\r\n"

    def log_of(self, queue_id: str) -> str:
        log_path = self.lab.postfix("proxy").log_path
        wait_until(lambda: f"{queue_id}: from=<" in log_path.read_text(errors="replace"), _PATIENCE)
        return log_path.read_text(errors="replace")

    def swaks(self, message: bytes) -> str:
        """Sends it once more, as the agent is configured to; the queue id that the server told."""
        text = self.lab.run_dir / "swaks.eml"
        text.write_bytes(message.replace(b"\r\n", b"\n").removesuffix(b"\n"))  # swaks ends the last line itself
        said = self.lab.run_tool(
            ["/usr/bin/swaks", "--server", ADDRESSES.proxy, "--port", str(ADDRESSES.smtp_port)]
            + ["--local-interface", ADDRESSES.agent, "--helo", _EHLO, "--from", _FROM, "--to", _TO]
            + ["--tls", "--tls-verify", "--tls-ca-path", str(self.lab.ca_file), "--data", f"@{text}"]
        )
        return _one(r"250 2\.0\.0 Ok: queued as (\w+)", said)[1]

    def test_curl_reads_what_the_agent_saw(self) -> None:
        message = self.fetched(self.answer["message_id"])
        parsed = BytesParser().parsebytes(message)
        self.assertEqual(parsed["X-Cutwatch-Id"], self.answer["id"])
        self.assertEqual(self.answer["changes"], [])
        lines = parsed.get_all("Received", [])
        hops = self.answer["hops"]
        self.assertEqual(len(hops), len(lines))
        for hop, line in zip(hops, reversed(lines), strict=True):
            written = re.sub(r"\s+", " ", str(line))
            if hop["by"]:
                self.assertIn(f"by {hop['by']} ", written)
            if hop["queue_id"]:
                self.assertIn(f" id {hop['queue_id']}", written)

    def test_a_server_sees_the_agent_as_it_sees_swaks(self) -> None:
        mine = self.fetched(self.answer["message_id"])
        first_uid = self.last_uid
        sent = _TRACE.sub(b"", mine)
        self.assertTrue(sent.startswith(b"From:") or b"\r\nFrom:" in sent)
        queue_id = self.swaks(sent)
        by_swaks = self.fetched(self.answer["message_id"], after=first_uid)

        greeting = (f"from {_EHLO} ", f"[{ADDRESSES.agent}]", "using TLSv1.")
        for part in (*greeting, f"by {NEW_HOST} ", "with ESMTPS id", f"<{_TO}>"):
            self.assertIn(part, received_of(mine))
        self.assertEqual(received_of(mine), received_of(by_swaks))
        self.assertEqual(_TRACE.sub(b"", by_swaks), sent)

        ours = seen_by(self.log_of(self.answer["queue_id"]), self.answer["queue_id"])
        theirs = seen_by(self.log_of(queue_id), queue_id)
        self.assertEqual((ours.client, ours.sender, ours.recipients), (theirs.client, theirs.sender, theirs.recipients))
        self.assertLessEqual(abs(ours.size - theirs.size), 8, "but for the length of queue ids")


if __name__ == "__main__":
    unittest.main()
