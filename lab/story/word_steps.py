"""The operator takes the agent at its word: he waits for "go" and "done", and goes back when it says so."""

import subprocess

from lab.agent_config import BASE_URL
from lab.story import seen
from lab.story.play import Play, Step

_MARGIN = 15.0
"""Beside everything that the agent itself has to wait for."""

_ANSWER_PATIENCE = 10.0
"""For one answer of the command line."""


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


def until_open(step: str) -> Step:
    """A step of the play: asks the agent's command line, as a script does in front of the call that changes the zone."""

    def wait(play: Play) -> None:
        play.teller.chapter(f"Ask the barrier of scripts: does “cutwatch gate {step}” open?")
        play.wait(
            f"“cutwatch gate {step}” ends with 0",
            lambda: _gate(play, step) == 0,
            play.plan.old_ttl + play.plan.bound_margin + _MARGIN,
            lambda: f"exit code {_gate(play, step)}; {seen.decision(play)}",
        )
        play.teller.lab(f"“cutwatch gate {step}” ended with 0")

    return wait


def _gate(play: Play, step: str) -> int:
    assert play.agent is not None, "the agent is started before it is asked"
    assert isinstance(play.agent.args, list)
    command = [play.agent.args[0], "gate", step, "--agent", BASE_URL]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_ANSWER_PATIENCE, check=False).returncode


def until_done(play: Play) -> None:
    """Nothing is left to do."""
    play.teller.chapter("Wait for the agent's word that the cutover is done")
    play.wait(
        "the agent says done",
        lambda: (said := play.decision()) is not None and said.kind == "done",
        play.plan.old_ttl + play.plan.bound_margin + _MARGIN,
        lambda: seen.decision(play),
    )
