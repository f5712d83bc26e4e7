"""Starts the real lab, in whatever mode this machine allows, and runs the tests of `inside/` in it."""

import subprocess
import sys
import unittest

from lab.places import REPOSITORY


class TheLab(unittest.TestCase):
    def test_the_session_tests_pass_inside_the_namespaces(self) -> None:
        command = [sys.executable, "-m", "lab", "exec", sys.executable, "-m", "unittest", "-v"]
        done = subprocess.run(
            [*command, "lab.tests.inside.session_test"], cwd=REPOSITORY, capture_output=True, text=True, timeout=180
        )
        self.assertEqual(done.returncode, 0, f"\n{done.stdout}\n{done.stderr}")
        self.assertIn("OK", done.stderr)


if __name__ == "__main__":
    unittest.main()
