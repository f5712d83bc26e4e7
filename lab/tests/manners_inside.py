"""Every manner of resolver, proven in the real lab. It takes a minute and a half, so it is a test of its own."""

import unittest

from lab.tests.inside_runner import run_inside


class MannersInTheLab(unittest.TestCase):
    def test_every_resolver_has_the_manner_that_the_catalogue_says(self) -> None:
        run_inside(self, "manners_test")


if __name__ == "__main__":
    unittest.main()
