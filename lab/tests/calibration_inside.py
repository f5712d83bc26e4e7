"""The command that measures resolvers, against real ones. It takes most of a minute, so it is a test of its own."""

import unittest

from lab.tests.inside_runner import run_inside


class CalibrationInTheLab(unittest.TestCase):
    def test_it_finds_the_limits_that_resolvers_were_set_up_with(self) -> None:
        run_inside(self, "calibration_test")


if __name__ == "__main__":
    unittest.main()
