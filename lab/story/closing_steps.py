"""The last steps: what Prometheus has, and the ends of all that is under way, so that no question stays open."""

import time

from lab.agent_config import BASE_URL
from lab.judge import tolerances
from lab.judge.outside import letters
from lab.judge.switches import publications, seen_switch
from lab.judge.truth import Truth
from lab.story import prometheus, seen
from lab.story.play import Play, StepFailed
from lab.story.status_feed import get

_SCRAPE_PATIENCE = 8.0
_COPIES_PATIENCE = 25.0
_OUTSIDE_PATIENCE = 20.0
_MARGIN = 8.0


def is_scraped(play: Play) -> None:
    """What Grafana and the alerts would see."""
    play.teller.chapter("Ask Prometheus whether it has scraped the agent")
    play.wait(
        "Prometheus says up == 1 and has series of cutwatch_dns_answer_state",
        lambda: prometheus.scraped_series() > 0,
        _SCRAPE_PATIENCE,
        prometheus.seen,
    )
    play.teller.lab(f"Prometheus: up == 1, {prometheus.scraped_series()} series of cutwatch_dns_answer_state")
    complaints = play.lab.lint_metrics(get(f"{BASE_URL}/metrics")[1].decode("ascii"))
    if complaints:
        raise StepFailed(f"promtool check metrics complains of the agent's page: {complaints}")
    play.teller.lab("promtool check metrics has nothing to say against the agent's page")


def settle(play: Play) -> None:
    """Every message sent so far gets its end, and every old copy its own."""
    play.teller.chapter("Let the messages under way arrive and the last old copies run out")
    now = time.time()
    play.wait(
        "the lab sees that the last older copy has run out at every resolver",
        lambda: not _resolvers_with_older_copies(play),
        _COPIES_PATIENCE,
        lambda: f"older copies may live at {', '.join(_resolvers_with_older_copies(play))}",
    )
    play.wait(
        "the lab sees every message from outside in the mailbox, or back at its sender",
        lambda: not _on_their_way(play, now),
        _OUTSIDE_PATIENCE,
        lambda: f"missing: {', '.join(_on_their_way(play, now)) or 'none'}",
    )
    play.wait(
        "the agent says how every message ended",
        lambda: all(message.result for message in play.messages() if message.recorded_at <= now),
        play.plan.lost_after + _MARGIN,
        lambda: seen.messages(play),
    )


def _on_their_way(play: Play, until: float) -> list[str]:
    """Messages from outside that have had no end."""
    sent = [letter for letter in letters(play.plan, play.truth()) if letter.submitted <= until]
    return [letter.message_id for letter in sent if not letter.arrived and not letter.is_bounced]


def _resolvers_with_older_copies(play: Play) -> list[str]:
    """By the lab's samples, and for so long afterwards that an agent that has still not noticed is wrong."""
    truth = Truth(play.observer.log.events())
    long_ago = time.time() - play.plan.interval - tolerances.SWITCH - 3 * play.plan.sampling
    found = []
    for record in play.plan.changing:
        for publication in publications(truth, record)[-1:]:
            for resolver in play.plan.resolvers:
                end = seen_switch(play.plan, truth, record, resolver, publication).latest
                if end is None or end >= long_ago:
                    found.append(resolver)
    return found
