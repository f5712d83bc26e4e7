"""Kills and restarts the agent in the real lab, and compares what it says with what was delivered."""

import subprocess
import sys
import unittest

from lab.places import REPOSITORY


class ARestart(unittest.TestCase):
    def test_the_ledger_survives_every_kill_in_the_lab(self) -> None:
        command = [sys.executable, "-m", "lab", "exec", sys.executable, "-m", "unittest", "-v"]
        done = subprocess.run(
            [*command, "lab.tests.inside.restart_test"], cwd=REPOSITORY, capture_output=True, text=True, timeout=90
        )
        self.assertEqual(done.returncode, 0, f"\n{done.stdout}\n{done.stderr}")
        self.assertIn("OK", done.stderr)


if __name__ == "__main__":
    unittest.main()
