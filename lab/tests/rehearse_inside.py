"""Starts the real lab and runs the tests of `inside/` in it, each in a lab of its own."""

import unittest

from lab.tests.inside_runner import run_inside


class InTheLab(unittest.TestCase):
    def test_the_session_is_what_a_rehearsal_relies_on(self) -> None:
        run_inside(self, "session_test")

    def test_commands_without_a_configuration_work_against_real_servers(self) -> None:
        run_inside(self, "commands_test")

    def test_public_tools_and_servers_see_the_same_dialogues(self) -> None:
        run_inside(self, "cross_check_test")

    def test_a_configuration_is_written_from_what_real_servers_say(self) -> None:
        run_inside(self, "init_test")

    def test_the_agent_goes_on_after_every_kill(self) -> None:
        run_inside(self, "restart_test")

    def test_mail_goes_over_ipv6_and_its_hops_prove_it(self) -> None:
        run_inside(self, "ipv6_test")

    def test_bad_peers_cost_the_good_ones_nothing(self) -> None:
        run_inside(self, "bad_peers_test")


if __name__ == "__main__":
    unittest.main()
