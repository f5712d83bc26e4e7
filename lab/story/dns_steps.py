"""The steps at the zone, in the order of the guide: lower the TTL, wait the old one, switch, clean up."""

import time

from lab.story import seen
from lab.story.plan import MX, STAGE_NAMES
from lab.story.play import Play

_STOCK_PATIENCE = 8.0
_AUTHORITY_PATIENCE = 10.0
_RESOLVER_PATIENCE = 25.0
"""The slowest cache keeps everything 10 s at least; the rest is for a slow machine."""

_WHOLE_SECOND = 1.0
"""Caches count whole seconds: a copy may live this much longer than its TTL."""

_MARGIN = 8.0


def take_stock(play: Play) -> None:
    """What is there before anything changes: a version that the agent never saw could not be missed."""
    play.teller.chapter("Take stock: what do name servers and resolvers serve before anything changes?")
    names, count = set(play.plan.authorities), len(play.plan.resolvers)
    play.wait(
        f"the agent has seen the old MX at {len(names)} name servers and {count} resolvers",
        lambda: (mx := play.mx()) is not None
        and {a.nameserver for a in mx.authorities if MX.stage_of(a.rrset) == 0} == names
        and sum(bool(stages) for stages in seen.held(mx).values()) == count,
        _STOCK_PATIENCE,
        lambda: f"{seen.authorities(play)}; {seen.resolvers(play)}",
    )


def lower_ttl(play: Play) -> None:
    """The new TTL counts only for copies fetched from now on."""
    old, new = play.plan.old_ttl, play.plan.new_ttl
    play.teller.chapter(f"Lower the TTL of the MX records from {old} s to {new} s")
    play.publish(0, new)
    play.wait(
        f"the agent sees TTL {new} at every name server",
        lambda: (mx := play.mx()) is not None and all(authority.ttl == new for authority in mx.authorities),
        _AUTHORITY_PATIENCE,
        lambda: seen.authorities(play),
    )


def wait_old_ttl(play: Play) -> None:
    """The step that people forget: copies with the old TTL live on for the OLD TTL."""
    old = play.plan.old_ttl
    play.teller.chapter(f"Wait the OLD TTL, {old} s: a cache may have fetched it just before it was lowered")

    def last_end() -> float | None:
        mx = play.mx()
        ends = [v.ended for a in mx.authorities for v in a.versions if v.ttl == old] if mx else []
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    play.wait(
        f"{old} s since the agent saw the last name server without TTL {old}",
        lambda: (end := last_end()) is not None and time.time() >= end + old + _WHOLE_SECOND,
        old + _MARGIN,
        lambda: seen.authorities(play),
    )
    play.teller.lab(f"no honest cache can hold a copy with TTL {old} any more; the switch is safe")


def add_new_mx(play: Play) -> None:
    """Both MX records are published, the proxy preferred."""
    play.teller.chapter("Switch: publish the proxy as MX 5, keep the old server as MX 20")
    _publish_stage(play, 1)


def remove_old_mx(play: Play) -> None:
    """The proxy is the only MX from here on."""
    play.teller.chapter("Clean up: remove the old MX")
    _publish_stage(play, 2)


def _publish_stage(play: Play, stage: int) -> None:
    name = f"“{STAGE_NAMES[stage]}”"
    play.publish(stage, play.plan.new_ttl)
    play.wait(
        f"the agent sees {name} at every name server",
        lambda: (mx := play.mx()) is not None and all(MX.stage_of(a.rrset) == stage for a in mx.authorities),
        _AUTHORITY_PATIENCE,
        lambda: seen.authorities(play),
    )
    play.wait(
        f"the agent says that every resolver holds {name} and nothing else",
        lambda: (stages := seen.held(play.mx())) != {} and all(held == {stage} for held in stages.values()),
        _RESOLVER_PATIENCE,
        lambda: seen.resolvers(play),
    )
    play.teller.lab(f"by the agent's word every cache holds {name} and nothing older")
