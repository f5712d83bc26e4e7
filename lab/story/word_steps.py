"""The operator takes the agent at its word: he waits for "go" and "done", and goes back when it says so."""

from lab.story import seen
from lab.story.play import Play, Step

_MARGIN = 15.0
"""Beside everything that the agent itself has to wait for."""


def until_go(step: str) -> Step:
    """A step of the play: waits for the agent's "go" for a step of the cutover."""

    def wait(play: Play) -> None:
        play.teller.chapter(f"Wait for the agent's word: may the step “{step}” be taken?")
        plan = play.plan
        verifying = (plan.verify_after or 0) + (plan.verify_for or 0)
        play.wait(
            f"the agent says go for {step}",
            lambda: (said := play.decision()) is not None and (said.kind, said.next_step) == ("go", step),
            plan.old_ttl + plan.bound_margin + verifying + _MARGIN,
            lambda: seen.decision(play),
        )

    return wait


def until_done(play: Play) -> None:
    """Nothing is left to do."""
    play.teller.chapter("Wait for the agent's word that the cutover is done")
    play.wait(
        "the agent says done",
        lambda: (said := play.decision()) is not None and said.kind == "done",
        play.plan.old_ttl + play.plan.bound_margin + _MARGIN,
        lambda: seen.decision(play),
    )
