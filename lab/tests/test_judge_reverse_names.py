"""The judge's rule about reverse names."""

from dataclasses import replace

from lab.judge.status import Gate
from lab.judge.verdict import judge
from lab.story.cutovers import ADDRESS, NEW_POINTER
from lab.tests.fabricated_run import END, PLAN, START, JudgeCase
from lab.truth.events import Published

NAMED = START + 30
STRANGE = "elsewhere.example.net."


class ReverseNames(JudgeCase):
    def setUp(self) -> None:
        super().setUp()
        self.plan = replace(PLAN, new=ADDRESS.new, records=(*PLAN.records, NEW_POINTER))
        self.events = [
            *self.run_.events,
            Published(START, NEW_POINTER.name, "PTR", 12, (STRANGE,), 1),
            Published(NAMED, NEW_POINTER.name, "PTR", 12, NEW_POINTER.stages[1], 2),
        ]

    def passing(self, since: float) -> list[str]:
        gate = Gate("switch", "both_addresses_ready", "pass")
        run = self.run_.tell(lambda s: replace(s, gates=(*s.gates, gate)) if s.at >= since else s)
        differences = judge(self.plan, self.events, run.statuses).differences
        return [each for each in differences if "of both_addresses_ready; " in each and " is called " in each]

    def test_a_gate_that_passes_before_the_address_has_its_name(self) -> None:
        told = self.passing(NAMED - 2)
        self.assertTrue(told[0].endswith("127.0.25.30 is called elsewhere.example.net., not mx.example.org."), told)

    def test_one_that_passes_afterwards(self) -> None:
        self.assertEqual(self.passing(NAMED + 1), [])
        self.assertLess(NAMED, END)
