"""Runs a suite of `inside/` in the real lab's namespaces, in whatever mode this machine allows."""

import re
import subprocess
import sys
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor, as_completed

from lab.places import REPOSITORY

_LONGEST = 280
_COUNT = r"Ran [1-9]\d* tests?"


def run_inside(test: unittest.TestCase, module: str) -> None:
    """The suite's own words are the failure's."""
    done = subprocess.run(_command(module), cwd=REPOSITORY, capture_output=True, text=True, timeout=_LONGEST)
    test.assertEqual(done.returncode, 0, f"\n{done.stdout}\n{done.stderr}")
    test.assertRegex(done.stderr, _COUNT)


def follow_inside(test: unittest.TestCase, module: str, longest: float) -> None:
    """The same for a suite that takes so long that somebody wants to know how far it is. It is ended after `longest`."""
    suite = subprocess.Popen(
        _command(module), cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
    )
    watchdog = threading.Timer(longest, suite.kill)
    watchdog.start()
    said = []
    with suite:
        assert suite.stdout
        for line in suite.stdout:
            said.append(line)
            print(line, end="", file=sys.stderr, flush=True)
    watchdog.cancel()
    test.assertEqual(suite.returncode, 0, f"the suite failed, or took more than {longest:.0f} s; it is told above")
    test.assertRegex("".join(said), _COUNT)


def run_side_by_side(test: unittest.TestCase, modules: list[str], longest: float) -> dict[str, str]:
    """Several at once, each in a lab of its own; what each said is told when it ends. Returns what they said."""
    failed, outputs = [], {}
    with ThreadPoolExecutor(len(modules)) as pool:
        ends = {pool.submit(_run, module, longest): module for module in modules}
        for end in as_completed(ends):
            code, said = end.result()
            outputs[ends[end]] = said
            print(f"{ends[end]}:\n{said}", file=sys.stderr, flush=True)
            if code != 0 or not re.search(_COUNT, said):
                failed.append(ends[end])
    with test.subTest("every suite passes"):
        test.assertEqual(failed, [], f"it failed, or took more than {longest:.0f} s; it is told above")
    return outputs


def _run(module: str, longest: float) -> tuple[int, str]:
    suite = subprocess.Popen(
        _command(module), cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    watchdog = threading.Timer(longest, suite.kill)
    watchdog.start()
    said, _ = suite.communicate()
    watchdog.cancel()
    return suite.returncode, said


def _command(module: str) -> list[str]:
    command = [sys.executable, "-m", "lab", "exec", sys.executable, "-m", "unittest", "-v"]
    return [*command, f"lab.tests.inside.{module}"]
