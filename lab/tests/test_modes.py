"""The choice of mode, for machines that this one is not."""

import dataclasses
import unittest

from lab import accounts
from lab.failure import LabFailure
from lab.modes import Facts, IdRange, Mode, choose, parse_ranges

ROOT = Facts(is_root=True, user_name="root", unshare_error="", has_idmap_tools=False, uids=None, gids=None)
RANGE = IdRange(100000, 65536)
USER = Facts(is_root=False, user_name="ann", unshare_error="", has_idmap_tools=True, uids=RANGE, gids=RANGE)


class Choice(unittest.TestCase):
    def refusal(self, facts: Facts) -> str:
        with self.assertRaises(LabFailure) as raised:
            choose(facts)
        return str(raised.exception)

    def test_root_needs_no_ranges_and_no_tools(self) -> None:
        self.assertIs(choose(ROOT), Mode.ROOT)

    def test_root_without_the_capability_is_refused_and_never_tries_less(self) -> None:
        said = self.refusal(dataclasses.replace(ROOT, unshare_error="Operation not permitted", uids=RANGE, gids=RANGE))
        self.assertIn("CAP_SYS_ADMIN", said)
        self.assertIn("--privileged", said)

    def test_a_user_with_ranges_and_tools_gets_mode_two(self) -> None:
        self.assertIs(choose(USER), Mode.USER)

    def test_every_obstacle_of_a_user_is_named_at_once_with_its_fix(self) -> None:
        facts = dataclasses.replace(USER, has_idmap_tools=False, gids=None, unshare_error="No space left on device")
        said = self.refusal(facts)
        self.assertIn("apt-get install uidmap", said)
        self.assertIn("usermod --add-subuids", said)
        self.assertIn("user.max_user_namespaces", said)


class Ranges(unittest.TestCase):
    def test_a_range_is_found_by_name_or_by_number(self) -> None:
        self.assertEqual(parse_ranges("bob:1:65536\nann:100000:65536\n", "ann", 1000), RANGE)
        self.assertEqual(parse_ranges("1000:100000:65536\n", "ann", 1000), RANGE)

    def test_a_range_too_short_for_the_servers_users_is_passed_over(self) -> None:
        short = accounts.HIGHEST_NUMBER - 1
        self.assertIsNone(parse_ranges(f"ann:100000:{short}\n", "ann", 1000))

    def test_other_lines_are_passed_over(self) -> None:
        self.assertIsNone(parse_ranges("# comment\n\nann\nanna:1:65536\n", "ann", 1000))


if __name__ == "__main__":
    unittest.main()
