"""The alarms before promtool: whether the rules are rules, and whether each fires and keeps silent when it should."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from lab import packages
from lab.alarms.series import DASHBOARDS, RULES, TESTS, filled, recordings

_LONGEST = 120.0


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    """The lab's, which is not installed. It needs no network, so it may run on the host."""
    command = packages.host_command(packages.ensure("lab"), "usr/bin/promtool")
    return subprocess.run([*command, *words], cwd=DASHBOARDS, capture_output=True, text=True, timeout=_LONGEST)


class AlertRules(unittest.TestCase):
    def test_they_are_rules(self) -> None:
        done = promtool("check", "rules", "--lint-fatal", str(RULES))
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertIn("SUCCESS", done.stdout)

    def test_they_fire_and_keep_silent_on_recorded_series(self) -> None:
        files = sorted(str(path) for path in TESTS.glob("*.yml"))
        self.assertNotEqual(files, [])
        done = promtool("test", "rules", *files)
        self.assertEqual(done.returncode, 0, f"{done.stdout}\n{done.stderr}")
        self.assertEqual(done.stdout.count("SUCCESS"), len(files))

    def test_a_rule_that_never_fires_is_caught(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            broken = Path(folder, "dashboards")
            shutil.copytree(DASHBOARDS, broken)
            text = RULES.read_text(encoding="utf-8")
            (broken / RULES.name).write_text(text.replace("mail_bypasses_proxy", "mail_bypasses_nothing"), encoding="utf-8")
            self.assertNotEqual(promtool("test", "rules", str(broken / "tests" / "bypass.yml")).returncode, 0)

    def test_the_series_are_those_of_the_recordings(self) -> None:
        kept, rules = recordings(), RULES.read_text(encoding="utf-8")
        for path in sorted(TESTS.glob("*.yml")):
            with self.subTest(file=path.name):
                text = path.read_text(encoding="utf-8")
                self.assertEqual(filled(text, rules, kept), text, "run python3 -m lab.alarms.series")


if __name__ == "__main__":
    unittest.main()
