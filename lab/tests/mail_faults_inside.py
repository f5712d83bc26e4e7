"""Every fault of mail but those of the sample. They take some minutes, so they are a test of their own, and a long one."""

import unittest

from lab.tests.inside_runner import run_side_by_side

_STORIES = ("AtTheProxy", "BehindTheProxy", "Elsewhere", "ByExim")
_LONGEST = 900.0


class EveryMailFaultInTheLab(unittest.TestCase):
    def test_each_is_told_by_result_reason_and_condition(self) -> None:
        run_side_by_side(self, [f"mail_faults_test.{story}" for story in _STORIES], _LONGEST)


if __name__ == "__main__":
    unittest.main()
