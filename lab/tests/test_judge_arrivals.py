"""The judge's rules about what messages show: their way, what was changed on it, and the gates that rest on both."""

from dataclasses import replace

from lab.judge.status import Gate, Status
from lab.tests.fabricated_run import JudgeCase, Run, message_id
from lab.truth.events import Logged

NUMBER = 3
"""By the new path."""


class Arrivals(JudgeCase):
    def rewritten(self, field: str) -> Run:
        return Run(
            [*self.run_.events, Logged(1012.0, "proxy", "rewritten", message_id(NUMBER), detail=field)], self.run_.statuses
        )

    def test_a_way_that_the_servers_logged_and_the_agent_does_not_believe(self) -> None:
        for said in ("contradicted", "unknown", None):
            self.assert_one(self.run_.tell_message(NUMBER, proof=said), f"the agent says of its path {said}")

    def test_a_way_around_the_proxy_that_the_agent_calls_proven(self) -> None:
        run = self.run_.without(
            lambda e: isinstance(e, Logged) and e.message_id == message_id(NUMBER) and e.server == "old"
        )
        self.assert_one(run, "passed proxy", "the agent says of its path proven")

    def test_a_change_that_the_agent_does_not_tell_or_makes_up(self) -> None:
        self.assert_one(self.rewritten("subject"), "of fields that were changed the agent says none", "rewrote subject")
        self.assert_one(self.run_.tell_message(NUMBER, changed=("body",)), "the agent says body", "rewrote none")
        self.assert_one(self.run_.tell_message(NUMBER, changed=None), "the agent says nothing")
        told = self.rewritten("subject").tell_message(NUMBER, changed=("subject",))
        self.assertEqual(told.differences(), ())

    def test_a_gate_that_passes_over_a_changed_message(self) -> None:
        def change(status: Status) -> Status:
            return replace(status, gates=(*status.gates, Gate("switch", "headers_intact", "pass")))

        run = self.rewritten("subject").tell_message(NUMBER, changed=("subject",)).tell(change)
        self.assert_some(run, "the agent says pass of headers_intact")
