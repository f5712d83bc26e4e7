"""What is played for the alarms: a cutover to a proxy in which one thing after the other goes wrong.

Each act has a name, and is recorded by it. While it lasts something must be told, and afterwards be over.
"""

import secrets
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from lab.addresses import ADDRESSES, DOMAIN, mailboxes_of
from lab.alarms.config import BYPASS_GRACE, PLAN
from lab.session import LabSession
from lab.story.plan import MX

Page = dict[str, float]
"""Series, with labels in the order of their names → value."""

_PATIENCE = 10.0


@dataclass(frozen=True)
class Act:
    """One thing that happens, and what the agent's page says of it."""

    name: str
    what: str
    """For people, in the recording."""
    begin: Callable[[LabSession], None]
    is_told: Callable[[Page], bool]
    end: Callable[[LabSession], None] = lambda _: None
    is_over: Callable[[Page], bool] = lambda _: True
    fires: tuple[str, str] | None = None
    """The alert that Prometheus makes of it, and its severity."""
    when: Callable[[Page], bool] = lambda _: True
    """What is awaited before it begins."""


def holds(condition: str, severity: str | None = None) -> Callable[[Page], bool]:
    """Whether the condition is on the page, as that severe."""

    def is_so(page: Page) -> bool:
        severe = "" if severity is None else f'severity="{severity}"'
        return any(v == 1 for name, v in page.items() if f'condition="{condition}"' in name and severe in name)

    return is_so


def lacks(*conditions: str) -> Callable[[Page], bool]:
    """Whether none of them holds."""
    return lambda page: not any(holds(condition)(page) for condition in conditions)


def is_in(phase: str) -> Callable[[Page], bool]:
    """Whether the cutover is in the phase."""
    return lambda page: page.get(f'cutwatch_cutover_phase{{domain="{DOMAIN}",phase="{phase}"}}') == 1


def counted(legality: str) -> Callable[[Page], bool]:
    """Whether a message around the proxy was counted as that."""
    return lambda page: any(
        v > 0 for name, v in page.items() if name.startswith("cutwatch_mail_bypass_total") and f'"{legality}"' in name
    )


def is_well(page: Page) -> bool:
    """Both ways work, both logs are read, and no alarm is due."""
    good = {name: v for name, v in page.items() if name.startswith("cutwatch_mail_last_success")}
    return (
        len(good) >= len(PLAN.paths)
        and all(v == 1 for v in good.values())
        and lacks("log_silent", "new_path_loses", "new_path_refuses", "old_path_fails", "mail_bypasses_proxy")(page)
    )


def send_as_stranger(lab: LabSession) -> None:
    """Mail of somebody who asks no resolver: straight to the old server."""
    message = EmailMessage()
    message["From"] = author = "stranger@example.net"
    message["To"] = recipient = mailboxes_of(DOMAIN)[0]
    message["Subject"] = "around the proxy"
    message["Message-ID"] = f"<stranger.{secrets.token_hex(8)}@example.net>"
    message.set_content("Nobody filters this.\n")
    with smtplib.SMTP(ADDRESSES.old, timeout=_PATIENCE, source_address=(ADDRESSES.client, 0)) as smtp:
        smtp.send_message(message, author, [recipient])


def is_past(until: str) -> Callable[[Page], bool]:
    """Whether the bound has passed, and the time of grace behind it."""

    def is_so(page: Page) -> bool:
        told = [name for name in page if name.startswith("cutwatch_dns_old_bound_timestamp_seconds")]
        bounds = [page[name] for name in told if f'until="{until}"' in name]
        return bool(bounds) and time.time() > max(bounds) + BYPASS_GRACE + 1

    return is_so


def _publish(stage: int) -> Callable[[LabSession], None]:
    def begin(lab: LabSession) -> None:
        lab.zone.publish_mx(PLAN.new_ttl, list(MX.stages[stage]))

    return begin


def _fault(server: str, action: str) -> Callable[[LabSession], None]:
    return lambda lab: lab.postfix(server).set_fault(action, *([ADDRESSES.proxy] if server == "old" else []))


def _mended(lab: LabSession) -> None:
    for server in ("old", "proxy"):
        lab.postfix(server).set_fault(None)
    lab.postfix("proxy").flush()


def _back(lab: LabSession) -> None:
    lab.postfix("old").start()
    lab.postfix("proxy").flush()


def _take_log_away(lab: LabSession) -> None:
    path = lab.postfix("old").log_path
    path.rename(path.with_name("taken-away"))


ACTS = (
    Act("clean", "before anything is changed", lambda _: time.sleep(8), is_well),
    Act("lowered", "the TTL is lowered", _publish(0), is_in("lower_ttl")),
    Act("switched", "the proxy is published beside the old server", _publish(1), is_in("verify")),
    Act(
        "expected",
        "mail around the proxy right after the switch: copies from before may have led it there",
        send_as_stranger,
        counted("expected"),
    ),
    Act(
        "unexpected",
        "mail around the proxy while the old MX is still published, and no copy from before is left",
        send_as_stranger,
        holds("mail_bypasses_proxy", "warning"),
        is_over=lacks("mail_bypasses_proxy"),
        fires=("CutwatchMailBypassesProxy", "warning"),
        when=is_past("changed"),
    ),
    Act(
        "refused",
        "the old server refuses what the proxy hands on",
        _fault("old", "554 5.7.1 Client host rejected"),
        holds("upstream_rejects_proxy", "critical"),
        _mended,
        is_well,
        ("CutwatchForwarding5xx", "critical"),
    ),
    Act(
        "bounced",
        "the proxy refuses mail itself",
        _fault("proxy", "554 5.7.1 refused by a rule"),
        holds("new_path_refuses", "critical"),
        _mended,
        is_well,
        ("CutwatchForwarding5xx", "critical"),
    ),
    Act(
        "put_off",
        "the proxy puts mail off itself",
        _fault("proxy", "450 4.3.0 come again"),
        holds("new_path_defers", "warning"),
        _mended,
        lambda page: is_well(page) and lacks("new_path_defers")(page),
        ("CutwatchForwarding4xx", "warning"),
    ),
    Act(
        "greylisted",
        "the old server greylists the proxy",
        _fault("old", "450 4.2.0 Greylisted, try later"),
        holds("forward_greylisted"),
        _mended,
        lambda page: is_well(page) and lacks("forward_greylisted")(page),
        ("CutwatchForwarding4xx", "info"),
    ),
    Act(
        "unreachable",
        "the old server is down: the proxy does not reach it",
        lambda lab: lab.postfix("old").stop(),
        holds("upstream_down", "critical"),
        _back,
        is_well,
        ("CutwatchForwarding4xx", "critical"),
    ),
    Act(
        "kept",
        "the proxy takes mail and keeps it",
        _fault("proxy", "HOLD kept"),
        holds("new_path_loses", "critical"),
        _mended,
        is_well,
        ("CutwatchMessageLost", "critical"),
    ),
    Act("removed", "the old server is taken out of the records", _publish(2), is_in("finish")),
    Act(
        "incident",
        "mail around the proxy, when nothing leads there any more",
        send_as_stranger,
        holds("mail_bypasses_proxy", "critical"),
        is_over=lacks("mail_bypasses_proxy"),
        fires=("CutwatchMailBypassesProxy", "critical"),
        when=is_past("old_host"),
    ),
    Act(
        "silent",
        "the old server's log is taken away",
        _take_log_away,
        holds("log_silent"),
        fires=("CutwatchLogSilent", "warning"),
    ),
)
"""In this order. The agent is killed after them."""
