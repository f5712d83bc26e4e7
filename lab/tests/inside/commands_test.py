"""Commands that ask once or show something, against the lab's own servers: `probe dns`, `probe mail` and `watch`."""

import json
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from lab import agent_config
from lab.session import LabSession
from lab.story.plan import Plan
from lab.tests.inside.agent import END_LIMIT, executable, wait_until

OLD_MX = "20 mx-old.example.org."
NEW_MX = "5 mx-new.example.org."
_PATIENCE = 20.0
_PHASES = ["connect", "banner", "ehlo", "tls", "ehlo", "mail", "rcpt", "data", "body"]


class Commands(unittest.TestCase):
    """One lab for all tests, with a TTL that lets a switch be seen in seconds."""

    lab: LabSession

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        cls.lab = cls.enterClassContext(LabSession.start(run_dir, old_ttl=3))

    def probe(self, *words: str) -> tuple[int, dict[str, object]]:
        command = [str(executable()), "probe", "dns", *words, "-o", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=15, check=False)
        return done.returncode, json.loads(done.stdout)

    def probe_mail(self, path: str) -> tuple[int, dict[str, object], list[str]]:
        """The exit status, the document, and what was said meanwhile."""
        config = agent_config.write(self.lab, Plan())
        command = [str(executable()), "probe", "mail", "--config.file", str(config), "--path", path, "-o", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
        return done.returncode, json.loads(done.stdout), done.stderr.splitlines()

    def test_probe_mail_shows_each_phase_and_how_the_message_came(self) -> None:
        for path in ("old", "new"):
            with self.subTest(path=path):
                code, answer, said = self.probe_mail(path)
                self.assertEqual((code, answer["verdict"], answer["is_junk"]), (0, "delivered", False), said)
                self.assertEqual([line.split()[0] for line in said if line.startswith("  ")], _PHASES)
                self.assertTrue(any(line.startswith("accepted: 250 ") for line in said), said)
                message = answer["message"]
                self.assertEqual((message["path"], message["folder"]), (path, "INBOX"))  # type: ignore[index]
                self.assertEqual(message["path_proof"]["outcome"], "proven")  # type: ignore[index]
                self.assertTrue(message["hops"][-1]["trusted"])  # type: ignore[index]
                self.assertIsNotNone(message["hop_delays"]["to_first"])  # type: ignore[index]

    def test_probe_mail_ends_with_1_where_mail_is_refused_or_changed(self) -> None:
        old, proxy = self.lab.postfix("old"), self.lab.postfix("proxy")
        old.set_lockdown("554 5.7.1 use the MX", allowed=())
        self.addCleanup(old.set_lockdown, None)
        code, answer, said = self.probe_mail("old")
        self.assertEqual((code, answer["verdict"]), (1, "refused"), said)
        self.assertIsNone(answer["message"]["hops"])  # type: ignore[index]
        self.assertIn("use the MX", str(answer["sentence"]))
        old.set_lockdown(None)
        proxy.set_header_checks(["/^Subject:.*/ REPLACE Subject: [checked] by a filter"])
        self.addCleanup(proxy.set_header_checks, [])
        code, answer, said = self.probe_mail("new")
        self.assertEqual((code, answer["verdict"]), (1, "changed"), said)
        (change,) = answer["message"]["changes"]  # type: ignore[index]
        self.assertEqual(change["field"], "subject")
        self.assertIn("+[checked] by a filter", change["diff"])

    def test_probe_mail_that_is_interrupted_says_what_it_knows(self) -> None:
        proxy = self.lab.postfix("proxy")
        proxy.set_fault("DISCARD")
        self.addCleanup(proxy.set_fault, None)
        config = agent_config.write(self.lab, Plan(lost_after=600))
        words = ["probe", "mail", "--config.file", str(config), "--path", "new", "-o", "json"]
        probe = self.lab.start_agent([str(executable()), *words], "probe-mail")
        said = self.lab.log_dir / "probe-mail.err"

        def is_waiting() -> bool:
            return "waiting for the message in mailbox inbox" in said.read_text("ascii")

        self.assertTrue(wait_until(is_waiting, _PATIENCE), said.read_text("ascii"))
        probe.send_signal(signal.SIGINT)
        self.assertEqual(probe.wait(END_LIMIT), 3)
        answer = json.loads((self.lab.log_dir / "probe-mail.out").read_text("ascii"))
        self.assertEqual((answer["verdict"], answer["message"]["result"]), ("unknown", None))

    def test_probe_dns_prints_what_the_resolver_answered(self) -> None:
        code, answer = self.probe("example.org", "--type", "MX", "--resolver", self.lab.resolvers["plain"])
        self.assertEqual((code, answer["ok"], answer["rcode"]), (0, True, "NOERROR"))
        (record,) = answer["answers"]  # type: ignore[misc]
        self.assertEqual((record["name"], record["type"], record["data"]), ("example.org.", "MX", OLD_MX))
        self.assertLessEqual(record["ttl"], 3)

    def test_a_name_that_does_not_exist_is_an_answer_and_silence_is_none(self) -> None:
        code, answer = self.probe("nowhere.example.org", "--type", "A", "--resolver", self.lab.resolvers["plain"])
        self.assertEqual((code, answer["ok"], answer["rcode"], answer["answers"]), (0, True, "NXDOMAIN", []))
        code, answer = self.probe("example.org", "--type", "A", "--resolver", "127.0.53.99")
        self.assertEqual((code, answer["ok"]), (3, False))

    def test_watch_tells_on_a_pipe_when_a_resolver_goes_from_old_to_new(self) -> None:
        resolver = self.lab.resolvers["plain"]
        words = ["watch", "example.org", "--resolver", resolver, "--interval", "1s"]
        watch = self.lab.start_agent([str(executable()), *words], "watch")
        output = self.lab.log_dir / "watch.out"

        def has_said(state: str) -> bool:
            return any(f" {resolver}: {state}: " in line for line in output.read_text("ascii").splitlines())

        self.assertTrue(wait_until(lambda: has_said("old"), _PATIENCE), output.read_text("ascii"))
        self.assertFalse(has_said("new"))
        self.lab.zone.publish_mx(3, [NEW_MX, OLD_MX])
        self.assertTrue(wait_until(lambda: has_said("new"), _PATIENCE), output.read_text("ascii"))
        watch.send_signal(signal.SIGINT)
        self.assertEqual(watch.wait(END_LIMIT), 0)


if __name__ == "__main__":
    unittest.main()
