"""What can be rehearsed: a plan and the steps that play it."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from lab.manners import timeline
from lab.manners.session import MannersSession
from lab.session import LabSession
from lab.story import closing_steps, dns_steps, mail_steps, manners_steps
from lab.story.plan import Plan
from lab.story.play import Play
from lab.truth.manners_observer import MannersObserver
from lab.truth.observer import Observer

Step = Callable[[Play], None]


@dataclass(frozen=True)
class Scenario:
    """One play; `session` says which servers there are, `observer` who looks at them."""

    name: str
    summary: str
    plan: Plan
    steps: tuple[Step, ...]
    session: type[LabSession] = LabSession
    observer: type[Observer] = Observer


_LIST = (
    Scenario(
        "proxy-cutover",
        "a filtering proxy is put in front of the mail server, and the old MX removed at the end",
        Plan(old_ttl=12, new_ttl=4),
        (
            dns_steps.take_stock,
            mail_steps.direct_test,
            dns_steps.lower_ttl,
            dns_steps.wait_old_ttl,
            dns_steps.add_new_mx,
            mail_steps.outside_mail_comes_through_the_proxy,
            dns_steps.remove_old_mx,
            closing_steps.is_scraped,
            closing_steps.settle,
        ),
    ),
    Scenario(
        "short",
        "the same, with half the TTLs, up to the switch",
        Plan(old_ttl=6, new_ttl=3),
        (
            dns_steps.take_stock,
            mail_steps.direct_test,
            dns_steps.lower_ttl,
            dns_steps.wait_old_ttl,
            dns_steps.add_new_mx,
            closing_steps.is_scraped,
            closing_steps.settle,
        ),
    ),
    Scenario(
        "quarantine",
        "the proxy accepts mail and keeps it; the agent must notice",
        Plan(old_ttl=6, new_ttl=3),
        (
            dns_steps.take_stock,
            mail_steps.direct_test,
            mail_steps.quarantine,
            closing_steps.is_scraped,
            closing_steps.settle,
        ),
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
