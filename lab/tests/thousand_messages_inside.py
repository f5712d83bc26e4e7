"""A thousand messages among faults at random. It takes several minutes, so it is a test of its own, and a long one."""

import os
import unittest
from unittest import mock

from lab.tests.inside_runner import follow_inside

_MESSAGES = "1000"
_LONGEST = 2400.0


class ThousandMessagesInTheLab(unittest.TestCase):
    def test_all_are_accounted_for_whatever_goes_wrong(self) -> None:
        with mock.patch.dict(os.environ, {"CUTWATCH_MESSAGES": os.environ.get("CUTWATCH_MESSAGES") or _MESSAGES}):
            follow_inside(self, "random_mail_test", _LONGEST)


if __name__ == "__main__":
    unittest.main()
