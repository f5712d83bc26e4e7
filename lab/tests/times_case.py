"""What the tests of the rules about times share."""

from collections.abc import Callable
from dataclasses import replace

from lab.judge.status import Gate, Status
from lab.judge.timetable import PlannedStep
from lab.judge.verdict import judge
from lab.story.plan import Plan
from lab.tests.fabricated_run import PLAN, JudgeCase, Run


def tell_step(run: Run, step: str, since: float, change: Callable[[PlannedStep], PlannedStep], long: float = 1) -> Run:
    """Another story of a step's time in the statuses of some seconds."""

    def tell(status: Status) -> Status:
        if not since <= status.at < since + long:
            return status
        told = tuple(change(each) if each.step == step else each for each in status.timetable)
        return replace(status, timetable=told)

    return run.tell(tell)


def tell_gate(run: Run, gate: Gate, since: float, long: float = 1) -> Run:
    """Another story of a gate."""

    def tell(status: Status) -> Status:
        if not since <= status.at < since + long:
            return status
        others = (each for each in status.gates if (each.step, each.gate) != (gate.step, gate.gate))
        return replace(status, gates=(*others, gate))

    return run.tell(tell)


class TimesCase(JudgeCase):
    """Looks for one kind of difference among all."""

    def differences(self, run: Run, words: str, plan: Plan = PLAN) -> list[str]:
        return [each for each in judge(plan, run.events, run.statuses).differences if words in each]

    def assert_told(self, run: Run, *words: str, plan: Plan = PLAN) -> None:
        """One difference has all the words."""
        told = [each for each in judge(plan, run.events, run.statuses).differences if all(word in each for word in words)]
        self.assertEqual(len(told), 1, "\n".join(told) or "\n".join(judge(plan, run.events, run.statuses).differences))
