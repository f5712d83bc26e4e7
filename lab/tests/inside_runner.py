"""Runs a suite of `inside/` in the real lab's namespaces, in whatever mode this machine allows."""

import subprocess
import sys
import unittest

from lab.places import REPOSITORY

_LONGEST = 180


def run_inside(test: unittest.TestCase, module: str) -> None:
    """The suite's own words are the failure's."""
    command = [sys.executable, "-m", "lab", "exec", sys.executable, "-m", "unittest", "-v"]
    done = subprocess.run(
        [*command, f"lab.tests.inside.{module}"], cwd=REPOSITORY, capture_output=True, text=True, timeout=_LONGEST
    )
    test.assertEqual(done.returncode, 0, f"\n{done.stdout}\n{done.stderr}")
    test.assertRegex(done.stderr, r"Ran [1-9]\d* tests")
