"""What can be rehearsed: a plan and the steps that play it."""

import dataclasses
from dataclasses import dataclass
from types import MappingProxyType

from lab.manners import timeline
from lab.manners.session import MannersSession
from lab.moves import AddressSession, EximSession, ServerSession
from lab.session import LabSession
from lab.story import (
    address_steps,
    closing_steps,
    dns_steps,
    late_steps,
    lock_steps,
    mail_steps,
    manners_steps,
    rollback_steps,
    server_steps,
)
from lab.story.cutovers import ADDRESS, PROXY, SERVER
from lab.story.plan import Plan
from lab.story.play import Step
from lab.story.word_steps import until_done, until_go, until_open
from lab.truth.manners_observer import MannersObserver
from lab.truth.observer import Observer


@dataclass(frozen=True)
class Scenario:
    """One play; `session` says which servers there are, `observer` who looks at them."""

    name: str
    summary: str
    plan: Plan
    steps: tuple[Step, ...]
    session: type[LabSession] = LabSession
    observer: type[Observer] = Observer
    before_the_agent: tuple[Step, ...] = ()
    """What the operator has done before he thought of starting one."""


_END = (closing_steps.is_scraped, closing_steps.settle)
_PREPARE = (dns_steps.take_stock, mail_steps.direct_test, dns_steps.lower_ttl)
_HALF = Plan(old_ttl=6, new_ttl=3, reads_logs=True)
"""Half the TTLs, and no gate is waived."""

_LATE = dict(
    steps=(mail_steps.direct_test, until_go("switch"), dns_steps.add_new_mx, *_END),
    before_the_agent=(late_steps.lower_ttl_unwatched,),
)

_BY_PROXY = (
    *_PREPARE,
    until_go("switch"),
    dns_steps.add_new_mx,
    mail_steps.outside_mail_takes_the_new_way,
    until_go("remove_old"),
    dns_steps.remove_old_mx,
    until_go("retire_old"),
    lock_steps.lock_old_server,
    until_open("done"),
    dns_steps.restore_ttl,
    until_done,
    *_END,
)

_LIST = (
    Scenario(
        "proxy",
        "a filtering proxy is put in front of the mail server, and the old MX removed at the end",
        PROXY,
        _BY_PROXY,
    ),
    Scenario("proxy-exim", "the same with a proxy of another make", PROXY, _BY_PROXY, EximSession),
    Scenario(
        "address",
        "the mail server moves to another address under the same name, and the reverse name follows late",
        ADDRESS,
        (
            *_PREPARE,
            until_go("switch"),
            address_steps.move_address,
            address_steps.name_new_address,
            mail_steps.outside_mail_takes_the_new_way,
            until_go("retire_old"),
            address_steps.lock_old_address,
            dns_steps.restore_ttl,
            until_done,
            *_END,
        ),
        AddressSession,
    ),
    Scenario(
        "server",
        "mail moves to another server; the old one copies, then relays, then is retired",
        SERVER,
        (
            *_PREPARE,
            until_go("switch"),
            server_steps.switch_to_new_server,
            mail_steps.outside_mail_takes_the_new_way,
            server_steps.relay_from_now_on,
            server_steps.fill_and_drain_queue,
            until_go("retire_old"),
            server_steps.retire_old_server,
            dns_steps.restore_ttl,
            until_done,
            *_END,
        ),
        ServerSession,
    ),
    Scenario(
        "rollback",
        "the proxy refuses mail after the switch, which is taken back",
        dataclasses.replace(PROXY, old_ttl=6, alarms=frozenset({"new_path_refuses"})),
        (
            *_PREPARE,
            until_go("switch"),
            dns_steps.add_new_mx,
            rollback_steps.refuse_mail,
            rollback_steps.go_back,
            rollback_steps.await_way_back,
            rollback_steps.repair,
            until_go("switch"),
            *_END,
        ),
    ),
    Scenario(
        "late-start", "the agent is started when the TTL has been lowered already; it knows what it was", PROXY, **_LATE
    ),
    Scenario(
        "late-start-told",
        "the same, and it is told when",
        dataclasses.replace(PROXY, is_lowering_told=True),
        **_LATE,
    ),
    Scenario(
        "short",
        "the same as proxy, with half the TTLs, up to the switch, and no gate is waived",
        dataclasses.replace(_HALF, alarms=frozenset({"switched_too_early"})),  # he waits the TTL, and nothing on top of it
        (*_PREPARE, dns_steps.wait_old_ttl, dns_steps.add_new_mx, *_END),
    ),
    Scenario(
        "quarantine",
        "the proxy accepts mail and keeps it; the agent must notice",
        _HALF,
        (dns_steps.take_stock, mail_steps.direct_test, mail_steps.quarantine, *_END),
    ),
    Scenario(
        "rewriting",
        "the proxy changes the subject of what it hands on; the agent must notice",
        _HALF,
        (dns_steps.take_stock, mail_steps.direct_test, mail_steps.rewrite, dns_steps.lower_ttl, *_END),
    ),
    Scenario(
        "manners",
        "a change among resolvers of every manner, with name servers that fall silent; no mail",
        timeline.PLAN,
        (
            dns_steps.take_stock,
            manners_steps.introduce_resolvers,
            manners_steps.lower_ttl,
            manners_steps.change_too_early,
            manners_steps.fall_silent,
            manners_steps.come_back,
            manners_steps.restore_ttl,
        ),
        MannersSession,
        MannersObserver,
    ),
)

SCENARIOS = MappingProxyType({scenario.name: scenario for scenario in _LIST})
DEFAULT = _LIST[0].name
