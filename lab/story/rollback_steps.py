"""A switch that is taken back: the new path refuses mail, and the agent says what to publish."""

from lab.story import dns_steps, seen
from lab.story.plan import MX
from lab.story.play import Play, StepFailed

_PATIENCE = 12.0
"""Two messages by the new path, and what the agent needs to hear of them."""


def refuse_mail(play: Play) -> None:
    """Senders do not try the old MX after a refusal for good: mail is bounced."""
    play.teller.chapter("Fault: the proxy refuses all mail")
    play.lab.postfix("proxy").set_fault("554 5.7.1 refused by a rule that nobody meant")
    play.teller.lab("the proxy answers 554 to everybody")


def go_back(play: Play) -> None:
    """The operator publishes the lines that the agent gives, and nothing else."""
    play.teller.chapter("Wait for the agent's word: roll back")
    play.wait(
        "the agent says roll_back",
        lambda: (said := play.decision()) is not None and said.kind == "roll_back",
        2 * play.plan.mail_interval + _PATIENCE,
        lambda: f"{seen.decision(play)}; {seen.messages(play)}",
    )
    said = play.decision()
    assert said
    play.teller.chapter("Roll back: publish what the agent says")
    for line in said.publish:
        play.teller.agent(line)
    stage, ttl = _read(said.publish)
    play.publish(MX, stage, ttl)


def _read(lines: tuple[str, ...]) -> tuple[int, int]:
    """The stage and the TTL of zone lines."""
    fields = [line.split(maxsplit=4) for line in lines]
    if not fields or any(len(each) != 5 or (each[0], each[2], each[3]) != (MX.name, "IN", "MX") for each in fields):
        raise StepFailed(f"the agent gives other lines than the domain's MX: {'; '.join(lines) or 'none'}")
    stage = MX.stage_of(each[4] for each in fields)
    if stage < 0:
        raise StepFailed(f"the agent gives lines that are no stage of the plan: {'; '.join(lines)}")
    return stage, int(fields[0][1])


def await_way_back(play: Play) -> None:
    """The agent recognises it; copies of what was taken back are waited for like any others."""
    play.teller.chapter("Wait until nobody holds what was taken back")
    play.wait(
        "the agent says that the switch was rolled back",
        lambda: (status := play.feed.latest()) is not None and status.is_rolled_back and status.phase == "lower_ttl",
        _PATIENCE,
        lambda: seen.decision(play),
    )
    dns_steps.await_copies(play, [MX], lambda _: 0)


def repair(play: Play) -> None:
    """The proxy takes mail again, and the agent says so."""
    play.teller.chapter("The proxy is repaired")
    play.lab.postfix("proxy").set_fault(None)
