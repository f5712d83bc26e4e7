"""The judge's rules about reverse names that lead back."""

from dataclasses import replace

from lab.addresses import ADDRESSES
from lab.judge.forward_confirmation_rules import LOOKS, reverse_record
from lab.judge.status import Status
from lab.tests.fabricated_run import END, PLAN, START, SWITCHED, JudgeCase, Run
from lab.truth.events import Published

_PATIENCE = LOOKS * 3 * PLAN.interval
_PTR = reverse_record(ADDRESSES.proxy)


class ForwardConfirmation(JudgeCase):
    def tell_verdict(self, run: Run, verdict: str, since: float = START) -> Run:
        def told(status: Status) -> Status:
            if status.at < since:
                return status
            return replace(
                status, gates=tuple(replace(g, verdict=verdict) if g.gate == "identity_ready" else g for g in status.gates)
            )

        return run.tell(told)

    def with_ptr(self, at: float, *names: str) -> Run:
        serial = 1 if at < SWITCHED else 3
        return Run([*self.run_.events, Published(at, _PTR.name, "PTR", 12, names, serial)], self.run_.statuses)

    def test_the_record_is_where_the_address_is_read_backwards(self) -> None:
        self.assertEqual(_PTR.name, "5.25.0.127.in-addr.arpa.")

    def test_a_pass_of_a_server_whose_name_is_another_is_a_difference(self) -> None:
        run = self.with_ptr(START + 0.1, "other.example.net.")
        self.assert_some(run, f"the agent says pass of identity_ready; {ADDRESSES.proxy} was not confirmed")

    def test_a_failure_of_a_server_that_is_confirmed_is_a_difference(self) -> None:
        run = self.tell_verdict(self.run_, "fail")
        self.assert_some(run, f"the agent says fail of identity_ready; {ADDRESSES.proxy} was confirmed")

    def test_a_name_that_is_taken_away_may_be_noticed_with_the_next_look(self) -> None:
        gone = END - 30
        run = self.tell_verdict(self.with_ptr(gone), "fail", gone + _PATIENCE)
        self.assertEqual([each for each in run.differences() if "identity" in each], [])
        run = self.with_ptr(gone)
        self.assert_some(run, "the agent says pass of identity_ready")

    def test_no_evidence_for_ever_is_a_difference(self) -> None:
        run = self.tell_verdict(self.run_, "no_evidence")
        self.assert_some(run, f"in the end the agent says no_evidence of identity_ready; {ADDRESSES.proxy} is confirmed")
