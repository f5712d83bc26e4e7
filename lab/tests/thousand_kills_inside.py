"""`kill -9` at a thousand moments. It takes half an hour, so it is a test of its own, and a long one."""

import os
import unittest
from unittest import mock

from lab.tests.inside_runner import follow_inside

_KILLS = "1000"
_LONGEST = 3300.0


class ThousandKillsInTheLab(unittest.TestCase):
    def test_nothing_is_lost_doubled_or_damaged(self) -> None:
        with mock.patch.dict(os.environ, {"CUTWATCH_KILLS": os.environ.get("CUTWATCH_KILLS") or _KILLS}):
            follow_inside(self, "restart_test", _LONGEST)


if __name__ == "__main__":
    unittest.main()
