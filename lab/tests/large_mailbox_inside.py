"""A mailbox of a hundred thousand messages. It takes a minute to make, so it is a test of its own, and a long one."""

import unittest

from lab.tests.inside_runner import follow_inside

_LONGEST = 500.0


class LargeMailboxInTheLab(unittest.TestCase):
    def test_the_first_message_is_found_soon_and_in_little_memory(self) -> None:
        follow_inside(self, "large_mailbox_test", _LONGEST)


if __name__ == "__main__":
    unittest.main()
