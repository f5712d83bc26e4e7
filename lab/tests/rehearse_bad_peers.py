"""Lets the agent meet servers that refuse, are mute, lie or talk nonsense, beside good ones."""

import subprocess
import sys
import unittest

from lab.places import REPOSITORY


class BadPeers(unittest.TestCase):
    def test_bad_peers_in_the_lab_harm_nobody_else(self) -> None:
        command = [sys.executable, "-m", "lab", "exec", sys.executable, "-m", "unittest", "-v"]
        done = subprocess.run(
            [*command, "lab.tests.inside.bad_peers_test"], cwd=REPOSITORY, capture_output=True, text=True, timeout=90
        )
        self.assertEqual(done.returncode, 0, f"\n{done.stdout}\n{done.stderr}")
        self.assertIn("OK", done.stderr)


if __name__ == "__main__":
    unittest.main()
