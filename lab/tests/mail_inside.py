"""A sample of the faults of mail, one after the other and at random, seen by the agent among real servers."""

import unittest

from lab.tests.inside_runner import follow_inside

_LONGEST = 400.0
"""Each takes about a minute where nobody else keeps the machine busy."""


class MailFaultsInTheLab(unittest.TestCase):
    def test_faults_are_told_by_result_reason_and_condition(self) -> None:
        follow_inside(self, "mail_faults_test.Core", _LONGEST)


class RandomMailInTheLab(unittest.TestCase):
    def test_all_messages_are_accounted_for_whatever_goes_wrong(self) -> None:
        follow_inside(self, "random_mail_test", _LONGEST)


if __name__ == "__main__":
    unittest.main()
