"""The situations of peers.md, row by row, with what this agent has to say of each, and what else the two alarms have to
stand.

Two walks in kind `proxy`, each by an agent of its own, from the switch to the end; a third by a proxy of another make.
"""

from lab.addresses import ADDRESSES
from lab.services.postfix_config import GREYLISTED
from lab.tests.inside.mail_switches import at, for_recipient, locked, mended_behind_the_proxy, proxy_down, rewriting
from lab.tests.inside.situation import (
    Situation,
    condition,
    every,
    gate,
    new_tells,
    slow_phase,
    stray,
    together,
    way_is_proven,
)
from lab.tests.inside.stranger import forges_the_hop, writes_to_the_old_server

LATE_AFTER, LOST_AFTER = 3, 6
_TARPIT = 4
_PROXY = ADDRESSES.proxy
_HARD, _SOFT = "554 5.7.1 use the MX", "450 4.7.1 use the MX"
_LOCK_ON, _LOCK_OFF = locked(_HARD)
_REFUSES, _LOSES = frozenset({"new_path_refuses"}), frozenset({"new_path_loses"})
_AROUND = frozenset({"mail_bypasses_proxy"})

HEALTHY = Situation(
    "1",
    "mail by way of the proxy is well",
    every(gate("source_is_proxy", "pass"), way_is_proven),
    rf"from the proxy.*{_PROXY}",
    is_fault=False,
)
REJECTED = Situation(
    "3",
    "the old server refuses the proxy",
    condition("upstream_rejects_proxy", "critical"),
    "Client host rejected",
    *at("old", "554 5.7.1 proxy is not allowed", _PROXY),
    beside=_REFUSES,
)
GREYLISTING = Situation(
    "13",
    "the old server greylists the proxy",
    condition("forward_greylisted"),
    "(?i)greylist",
    *at("old", GREYLISTED, _PROXY),
)
BUSY = Situation(
    "4",
    "the old server puts the proxy off",
    condition("upstream_down", "critical"),
    "upstream busy",
    at("old", "450 4.3.0 upstream busy", _PROXY)[0],
    mended_behind_the_proxy,
    beside=_LOSES,
)
STOPPED = Situation(
    "",
    "the old server is down, and comes back",
    condition("upstream_down", "critical"),
    "(?i)refused|lost connection",
    lambda lab: lab.postfix("old").stop(),
    lambda lab: lab.postfix("old").start(),
    beside=_LOSES,
)

AT_THE_OLD_SERVER = (
    Situation(
        "2",
        "a stranger's mail goes around the proxy",
        condition("mail_bypasses_proxy", "warning"),
        ADDRESSES.client,
        writes_to_the_old_server,
    ),
    Situation(
        "",
        "the same, with a Received line that names the proxy",
        condition("mail_bypasses_proxy", "warning"),
        ADDRESSES.client,
        forges_the_hop,
    ),
    REJECTED,
    BUSY,
    STOPPED,
    GREYLISTING,
    Situation(
        "",
        "the old server is locked for now while old copies live",
        gate("lock_in_place", "pass"),
        "450 4.7.1",
        *locked(_SOFT),
        is_fault=False,
    ),
    Situation(
        "",
        "the old server is locked for good too early",
        condition("locked_too_early", "critical"),
        "554 5.7.1",
        *locked(_HARD),
    ),
)
"""While the old MX is published beside the new one."""

IN_THE_END = (
    Situation(
        "8",
        "the old server is locked, as it should be",
        gate("lock_in_place", "pass"),
        "554 5.7.1",
        _LOCK_ON,
        is_fault=False,
        leaves_lock=True,
    ),
    Situation(
        "9",
        "the lock is missing",
        condition("upstream_not_locked", "critical"),
        ADDRESSES.old,
        _LOCK_OFF,
        _LOCK_ON,
        leaves_lock=True,
    ),
    Situation(
        "",
        "a stranger's mail goes around the proxy when no copy leads there",
        condition("mail_bypasses_proxy", "critical"),
        ADDRESSES.client,
        together(_LOCK_OFF, writes_to_the_old_server),
        _LOCK_ON,
        beside=frozenset({"upstream_not_locked"}),
        leaves_lock=True,
    ),
)
"""When no copy of the old MX is left."""

AT_THE_PROXY = (
    HEALTHY,
    Situation(
        "10",
        "the proxy rewrites the sender",
        condition("headers_changed"),
        "(?i)from",
        *rewriting("/^From:.*/ REPLACE From: A filter <filter@example.org>"),
    ),
    Situation(
        "11",
        "the proxy is slow to answer",
        slow_phase("rcpt", _TARPIT - 0.5),
        "rcpt took 4",
        *at("proxy", f"sleep {_TARPIT}"),
        only_absence=_TARPIT,
    ),
    Situation(
        "12a",
        "the proxy quarantines",
        condition("mail_not_handed_on", "warning"),
        "holds",
        *at("proxy", "HOLD quarantined"),
        beside=_LOSES,
    ),
    Situation(
        "12b",
        "the proxy throws mail away",
        condition("mail_not_handed_on", "critical"),
        "discarded",
        *at("proxy", "DISCARD thrown away"),
        beside=_LOSES,
    ),
    Situation(
        "14",
        "the proxy takes mail for anybody",
        new_tells("takes_any"),
        "takes_any",
        *for_recipient("proxy", "cutwatch-no-such-recipient@example.org", "OK"),
    ),
    Situation(
        "5",
        "the proxy is down, and the old server takes the mail",
        condition("proxy_down", "critical", saying="takes their mail around the proxy"),
        "takes their mail around the proxy",
        *proxy_down(),
        beside=_LOSES | _AROUND,
    ),
    Situation(
        "6",
        "the proxy is down, and the old server bounces the mail",
        condition("proxy_down", "critical", saying="bounces at once"),
        "bounces at once: it is lost",
        *proxy_down(_HARD),
        # What went around a moment before is told still.
        beside=_LOSES | _AROUND | {"locked_too_early"},
    ),
    Situation(
        "7",
        "the proxy is down, and the old server puts the mail off",
        condition("proxy_down", saying="only delayed"),
        "only delayed",
        *proxy_down(_SOFT),
        beside=_LOSES,
    ),
)
"""While the old MX is published beside the new one."""

BY_EXIM = (HEALTHY, REJECTED, STOPPED, GREYLISTING)
"""The same of a proxy whose log is another."""

BEFORE_THE_SWITCH = Situation(
    "",
    "a stranger's mail to the old server before the switch",
    stray(None),
    ADDRESSES.client,
    writes_to_the_old_server,
    is_fault=False,
)
AFTER_THE_SWITCH = Situation(
    "",
    "a stranger's mail by a copy from before the switch",
    stray("expected"),
    ADDRESSES.client,
    writes_to_the_old_server,
    is_fault=False,
)
