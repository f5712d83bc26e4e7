"""The judge's rule about both addresses of a server that keeps its name."""

from dataclasses import replace

from lab.judge.status import Gate
from lab.judge.verdict import judge
from lab.story.cutovers import ADDRESS, MOVING_ADDRESS, NEW_POINTER, OLD_POINTER
from lab.story.plan import MX
from lab.tests.fabricated_run import PLAN, START, JudgeCase
from lab.truth.events import Event, Published

STRANGE = START + 20
NAMED = START + 30
LATE = 15.5
"""For so long a look counts."""


class BothAddresses(JudgeCase):
    def setUp(self) -> None:
        super().setUp()
        self.plan = replace(
            PLAN, kind="address", old=ADDRESS.old, new=ADDRESS.new, records=(MX, MOVING_ADDRESS, NEW_POINTER, OLD_POINTER)
        )
        self.strange = Published(STRANGE, NEW_POINTER.name, "PTR", 12, ("elsewhere.example.net.",), 2)
        self.named = Published(NAMED, NEW_POINTER.name, "PTR", 12, NEW_POINTER.stages[1], 3)

    def told(self, verdict: str, at: float, *events: Event) -> list[str]:
        gate = Gate("switch", "both_addresses_ready", verdict)
        run = self.run_.tell(lambda s: replace(s, gates=(*s.gates, gate)) if at <= s.at < at + 1 else s)
        differences = judge(self.plan, [*run.events, *events], run.statuses).differences
        return [each for each in differences if "of both_addresses_ready" in each]

    def test_a_name_that_leads_elsewhere_fails(self) -> None:
        self.assertEqual(self.told("fail", STRANGE + 2, self.strange), [])
        self.assertEqual(self.told("fail", NAMED + LATE - 1, self.strange, self.named), [])

    def test_names_that_lead_back_do_not(self) -> None:
        for at, events in ((START + 10, ()), (NAMED + LATE + 1, (self.strange, self.named))):
            (told,) = self.told("fail", at, *events)
            self.assertIn("of both_addresses_ready; the reverse names of 127.0.25.20 and 127.0.25.30 led back to them", told)

    def test_the_old_address_counts_as_well(self) -> None:
        left = Published(STRANGE, OLD_POINTER.name, "PTR", 12, OLD_POINTER.stages[1], 2)
        self.assertEqual(self.told("fail", STRANGE + 2, left), [])

    def test_a_name_that_has_moved_away_leads_elsewhere(self) -> None:
        moved = Published(STRANGE, MOVING_ADDRESS.name, "A", 4, MOVING_ADDRESS.stages[1], 2)
        self.assertEqual(self.told("fail", STRANGE + 2, moved), [])

    def test_it_passes_when_both_names_lead_back(self) -> None:
        self.assertEqual(self.told("pass", START + 10), [])
        self.assertEqual(self.told("pass", NAMED + 2, self.strange, self.named), [])

    def test_it_does_not_pass_while_a_name_leads_elsewhere(self) -> None:
        left = Published(STRANGE, OLD_POINTER.name, "PTR", 12, OLD_POINTER.stages[1], 2)
        (told,) = self.told("pass", STRANGE + LATE + 1, left)
        self.assertIn("says pass of both_addresses_ready; the reverse names of", told)
        self.assertIn("led elsewhere", told)

    def test_it_never_waits(self) -> None:
        self.assertTrue(self.told("wait", STRANGE + 2, self.strange))
