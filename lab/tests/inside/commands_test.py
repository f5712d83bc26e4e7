"""The commands that need no configuration, against the lab's own servers: `probe dns` and `watch`."""

import json
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from lab.session import LabSession
from lab.tests.inside.agent import END_LIMIT, executable, wait_until

OLD_MX = "20 mx-old.example.org."
NEW_MX = "5 mx-new.example.org."
_PATIENCE = 20.0


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
