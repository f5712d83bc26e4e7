"""`kill -9` of the launcher leaves no process, no mount and no socket of the lab behind."""

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from lab.places import REPOSITORY


def living_in(network: str) -> list[int]:
    """The processes of one network namespace."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "ns/net") == network:
                    found.append(int(entry.name))
            except OSError:
                pass  # it ended meanwhile, or is another user's
    return found


class AfterTheLauncher(unittest.TestCase):
    def setUp(self) -> None:
        self.launcher = subprocess.Popen(
            [sys.executable, "-m", "lab", "up"],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.addCleanup(self.launcher.wait)
        self.addCleanup(self.launcher.kill)
        assert self.launcher.stdout
        self.addCleanup(self.launcher.stdout.close)
        said = []
        for line in self.launcher.stdout:
            said.append(line)
            if line.startswith("run "):
                self.run_dir = Path(line.split()[1])
            if line.startswith("up;"):
                break
        else:
            self.fail("the lab did not come up:\n" + "".join(said))
        self.network = os.readlink(f"/proc/{self.launcher.pid}/ns/net")
        self.assertGreater(len(living_in(self.network)), 20)
        self.assertNotEqual(self.network, os.readlink("/proc/self/ns/net"))

    def test_a_kill_leaves_nothing(self) -> None:
        self.addCleanup(subprocess.run, ["rm", "-rf", str(self.run_dir)], check=True)
        self.launcher.kill()
        self.launcher.wait()
        self.assert_gone(3.0)
        self.assertEqual([path for path in self.run_dir.rglob("*") if path.is_socket()], [])

    def test_a_polite_end_removes_the_run_directory_too(self) -> None:
        self.launcher.send_signal(signal.SIGTERM)
        self.assertEqual(self.launcher.wait(10), 0)
        self.assert_gone(0.5)
        self.assertFalse(self.run_dir.exists())

    def assert_gone(self, seconds: float) -> None:
        limit = time.monotonic() + seconds
        while living_in(self.network) and time.monotonic() < limit:
            time.sleep(0.02)
        self.assertEqual(living_in(self.network), [])
        self.assertNotIn(str(self.run_dir), Path("/proc/self/mountinfo").read_text())


if __name__ == "__main__":
    unittest.main()
