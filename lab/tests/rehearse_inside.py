"""Starts the real lab, in whatever mode this machine allows, and runs the tests of `inside/` in it, each in a lab of its own."""

import subprocess
import sys
import unittest

from lab.places import REPOSITORY

_LONGEST = 180


class InTheLab(unittest.TestCase):
    def run_inside(self, module: str) -> None:
        """The suite's own words are the failure's."""
        command = [sys.executable, "-m", "lab", "exec", sys.executable, "-m", "unittest", "-v"]
        done = subprocess.run(
            [*command, f"lab.tests.inside.{module}"], cwd=REPOSITORY, capture_output=True, text=True, timeout=_LONGEST
        )
        self.assertEqual(done.returncode, 0, f"\n{done.stdout}\n{done.stderr}")
        self.assertRegex(done.stderr, r"Ran [1-9]\d* tests")

    def test_the_session_is_what_a_rehearsal_relies_on(self) -> None:
        self.run_inside("session_test")

    def test_commands_without_a_configuration_work_against_real_servers(self) -> None:
        self.run_inside("commands_test")

    def test_the_ledger_survives_every_kill(self) -> None:
        self.run_inside("restart_test")

    def test_bad_peers_cost_the_good_ones_nothing(self) -> None:
        self.run_inside("bad_peers_test")


if __name__ == "__main__":
    unittest.main()
