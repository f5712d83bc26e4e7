"""Who handed mail in to the old server by himself, by that server's log alone."""

from collections.abc import Sequence

from lab.addresses import ADDRESSES
from lab.judge.truth import Truth
from lab.story.plan import Plan
from lab.truth.events import Logged

LAG = 3.0
"""The agent reads a log about once a second, and learns whose a message is when it is handed on; instants in logs are whole
seconds."""


def forwarders(plan: Plan) -> frozenset[str]:
    """The addresses that the proxy hands mail on from; in the other kinds nobody hands mail to the old server."""
    return frozenset(plan.new.sends_from or (plan.new.address,)) if plan.kind == "proxy" else frozenset()


def taken_from_strangers(plan: Plan, truth: Truth) -> Sequence[Logged]:
    """Every message that the old server took from somebody else than the proxy, the agent and itself, in order."""
    known = {*forwarders(plan), ADDRESSES.agent, plan.old.address, ""}
    return [event for event in _accepted_by_old(plan, truth) if event.client not in known]


def own_by_new_path(plan: Plan, truth: Truth) -> Sequence[Logged]:
    """Every message of the agent that the old server took after the new one had, in order."""
    taken = [event for event in truth.logged if (event.server, event.action) == (plan.new.name, "accepted")]
    own = {event.message_id for event in taken if event.client == ADDRESSES.agent}
    return [event for event in _accepted_by_old(plan, truth) if event.message_id in own]


def _accepted_by_old(plan: Plan, truth: Truth) -> list[Logged]:
    return [event for event in truth.logged if (event.server, event.action) == (plan.old.name, "accepted")]
