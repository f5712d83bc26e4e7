"""/etc/passwd and /etc/group of the server root."""

import unittest

from lab import accounts


class Files(unittest.TestCase):
    def test_every_line_has_the_fields_of_its_file(self) -> None:
        for line in accounts.passwd_text().splitlines():
            self.assertEqual(len(line.split(":")), 7, line)
        for line in accounts.group_text().splitlines():
            self.assertEqual(len(line.split(":")), 4, line)

    def test_numbers_and_names_are_unique(self) -> None:
        self.assertEqual(len({a.number for a in accounts.ACCOUNTS}), len(accounts.ACCOUNTS))
        self.assertEqual(len({a.name for a in accounts.ACCOUNTS}), len(accounts.ACCOUNTS))

    def test_the_users_that_postfix_and_dovecot_insist_on_are_there(self) -> None:
        for name in ("root", "postfix", "dovecot", "dovenull"):
            self.assertIn(f"\n{name}:x:", "\n" + accounts.passwd_text())
        self.assertIn("\npostdrop:x:", accounts.group_text())


if __name__ == "__main__":
    unittest.main()
