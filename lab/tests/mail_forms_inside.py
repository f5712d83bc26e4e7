"""Mail in forms that rehearsals do not need, among real servers."""

import unittest

from lab.tests.inside_runner import run_side_by_side

_LONGEST = 280.0
"""It takes less than a minute where nobody else keeps the machine busy."""


class MailFormsInTheLab(unittest.TestCase):
    def test_each_is_told_as_servers_and_mailboxes_have_it(self) -> None:
        run_side_by_side(self, ["mail_forms_test.ByProxy", "mail_forms_server_test.ByTwoServers"], _LONGEST)


if __name__ == "__main__":
    unittest.main()
