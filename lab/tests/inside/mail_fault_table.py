"""What can go wrong with mail, row by row: `ROWS` are those of the rehearsed faults (lab.md), the others are our own.

Five stories, each for an agent of its own: so they can be told side by side, and a status has fewer messages to tell of.
"""

from lab.addresses import ADDRESSES, DOMAIN
from lab.services.postfix_config import GREYLISTED, OTHER
from lab.tests.inside.mail_fault import Fault
from lab.tests.inside.mail_switches import (
    at,
    for_recipient,
    locked,
    mailboxes_back,
    mended_behind_the_proxy,
    proxy_down,
    rewriting,
    without,
)
from lab.tests.inside.mail_truth import INBOX

_PROXY = ADDRESSES.proxy
_REFUSES, _LOSES, _SLOW = frozenset({"new_path_refuses"}), frozenset({"new_path_loses"}), frozenset({"mail_slow"})
_OLD_FAILS = frozenset({"old_path_fails"})
_REJECTS = _REFUSES | {"upstream_rejects_proxy"}
_ARRIVED = frozenset({"delivered", "late"})
_ENDED = _ARRIVED | {"lost"}
"""As long as it lasts: what is put off for longer than a message may take is lost, and found afterwards."""

_PASSED_ON = frozenset({("proxy", "accepted"), ("old", "sent")})

ROWS = (
    "ok, by the proxy",
    "ok, straight to the old server",
    "the old server refuses the proxy",
    "the old server puts the proxy off",
    "the proxy is down",
    "the proxy is down and the old server locked for good",
    "the proxy is down and the old server locked for now",
    "the old server is locked for good",
    "the old server takes mail from anybody",
    "the proxy rewrites the sender",
    "the proxy is slow to answer",
    "the proxy quarantines",
    "the proxy throws mail away",
    "the old server greylists the proxy",
    "the proxy takes mail for anybody",
)

UNSEEN = {
    "upstream_down": "that the proxy does not reach the old server it reports after hours; before, its log tells",
    "forward_greylisted": "the 450 that the proxy was given stands in its log alone; the mail is late",
    "proxy_down": "that nobody else gets through to it either, the senders' fallbacks in the old server's log tell",
    "mail_bypasses_proxy": "which mail of others went around the proxy, the old server's log tells",
    "upstream_not_locked": "that it ought to refuse, a probe of the lock-down is to tell",
    "locked_too_early": "told after the switch only: before it, as here, it is a failure of the old path",
}
"""Conditions of the rows above for which mail alone is no evidence: an agent that reads no logs and tries no lock, as here,
must not tell them, and does not. `situation_table` has one that does."""

CORE = (
    Fault(
        "ok, by the proxy",
        proof="proven",
        came_from=(ADDRESSES.agent, ADDRESSES.proxy, ADDRESSES.old),
        logged=_PASSED_ON,
    ),
    Fault(
        "ok, straight to the old server",
        path="old",
        proof="proven",
        came_from=(ADDRESSES.agent, ADDRESSES.old),
        logged=frozenset({("old", "accepted"), ("old", "sent")}),
    ),
    Fault(
        "the proxy refuses",
        *at("proxy", "554 5.7.1 refused by a rule"),
        result="refused",
        detail=r"^554 5\.7\.1 .*refused by a rule$",
        conditions=_REFUSES,
        logged=frozenset({("proxy", "rejected")}),
    ),
    Fault(
        "the old server refuses the proxy",
        *at("old", "554 5.7.1 Client host rejected", _PROXY),
        result="refused",
        detail=r"554 5\.7\.1 .*Client host rejected.*told by a bounce",
        report=("refused", "5.7.1", "mx-new.example.org"),
        conditions=_REJECTS,
        logged=frozenset({("proxy", "accepted"), ("proxy", "bounced")}),
        for_messages=2,
    ),
    Fault(
        "the proxy quarantines",
        *at("proxy", "HOLD quarantined"),
        result="lost",
        conditions=_LOSES,
        logged=frozenset({("proxy", "held")}),
        for_messages=2,
    ),
    Fault(
        "the proxy rewrites the sender",
        *rewriting("/^From:.*/ REPLACE From: A filter <filter@example.org>"),
        changed=("from",),
        proof="proven",
        conditions=frozenset({"headers_changed"}),
        logged=frozenset({("proxy", "rewritten"), ("old", "sent")}),
    ),
    Fault(
        "the old server is locked for good",
        *locked("554 5.7.1 use the MX"),
        path="old",
        result="refused",
        detail=r"^554 5\.7\.1 .*use the MX$",
        conditions=_OLD_FAILS,
        owed=frozenset({"locked_too_early"}),
        logged=frozenset({("old", "rejected")}),
    ),
    Fault(
        "the proxy greylists",
        *at("proxy", GREYLISTED),
        or_result="late",
        attempts=2,
        proof="proven",
        logged=_PASSED_ON | {("proxy", "rejected")},
        may=frozenset({"new_path_defers"}) | _SLOW,
    ),
)

AT_THE_PROXY = (
    Fault(
        "the proxy does not know the recipient",
        *without("proxy"),
        result="refused",
        detail=r"^550 5\.1\.1 .*User unknown$",
        conditions=_REFUSES | {"recipient_refused_at_new"},
        logged=frozenset({("proxy", "rejected")}),
    ),
    Fault(
        "the proxy takes mail for anybody",
        *for_recipient("proxy", f"cutwatch-no-such-recipient@{DOMAIN}", "OK"),
        new_tells="takes_any",
        proof="proven",
        logged=_PASSED_ON,
    ),
    Fault(
        "the proxy puts mail off",
        *at("proxy", "450 4.2.0 Greylisted"),
        result=None,
        detail=r"^450 4\.2\.0 .*Greylisted$",
        conditions=frozenset({"new_path_defers"}),
        logged=frozenset({("proxy", "rejected")}),
        attempts=2,
        afterwards=_ENDED,
    ),
    Fault(
        "the proxy is slow to answer",
        *at("proxy", "sleep 2"),
        slow_phase="rcpt",
        proof="proven",
        logged=_PASSED_ON,
    ),
    Fault(
        "the proxy throws mail away",
        *at("proxy", "DISCARD thrown away"),
        result="lost",
        conditions=_LOSES,
        logged=frozenset({("proxy", "discarded")}),
        for_messages=2,
    ),
    Fault(
        "the proxy marks mail as spam",
        *at("proxy", "PREPEND X-Spam-Flag: YES"),
        findings=("spam_in_inbox",),
        proof="proven",
        logged=_PASSED_ON,
    ),
    Fault(
        "the proxy hands mail on from an address that nobody named",
        *at("proxy", f"FILTER {OTHER}:[{ADDRESSES.old}]:{ADDRESSES.smtp_port}"),
        proof="contradicted",
        conditions=frozenset({"path_contradicted"}),
        logged=_PASSED_ON,
    ),
)

BEHIND_THE_PROXY = (
    Fault(
        "the old server takes mail from anybody",
        path="old",
        proof="proven",
        owed=frozenset({"upstream_not_locked", "mail_bypasses_proxy"}),
        logged=frozenset({("old", "accepted"), ("old", "sent")}),
    ),
    Fault(
        "the old server greylists the proxy",
        *at("old", GREYLISTED, _PROXY),
        result="late",
        proof="proven",
        owed=frozenset({"forward_greylisted"}),
        logged=_PASSED_ON | {("proxy", "deferred")},
        may=_SLOW,
    ),
    Fault(
        "the old server does not know the recipient",
        *without("old"),
        result="refused",
        detail=r"550 5\.1\.1 .*User unknown.*told by a bounce",
        report=("refused", "5.1.1", "mx-new.example.org"),
        conditions=_REFUSES | _OLD_FAILS,
        logged=frozenset({("proxy", "accepted"), ("proxy", "bounced")}),
        also=("old",),
        for_messages=2,
    ),
    Fault(
        "the old server is slow to answer the proxy",
        *at("old", "sleep 6", _PROXY),
        result="late",
        proof="proven",
        conditions=_SLOW,
        logged=_PASSED_ON,
        for_messages=2,
        afterwards=frozenset({"delivered"}),
    ),
    Fault(
        "the old server takes mail from the proxy for junk",
        *at("old", f"REDIRECT {INBOX.replace('@', '+Junk@')}", _PROXY),
        result="junk",
        folder="Junk",
        proof="proven",
        conditions=frozenset({"mail_in_junk"}),
        logged=_PASSED_ON,
    ),
    Fault(
        "the mailbox is full",
        lambda lab: lab.set_full(INBOX, True),
        lambda lab: lab.set_full(INBOX, False),
        result="refused",
        detail=r"552 5\.2\.2 .*Quota exceeded.*told by a bounce",
        report=("refused", "5.2.2", "mx-old.example.org"),
        conditions=_REFUSES | _OLD_FAILS,
        logged=frozenset({("proxy", "sent"), ("old", "bounced")}),
        also=("old",),
        for_messages=2,
    ),
)

ELSEWHERE = (
    Fault(
        "the old server puts the proxy off",
        at("old", "450 4.3.0 try again", _PROXY)[0],
        mended_behind_the_proxy,
        result="lost",
        conditions=_LOSES,
        owed=frozenset({"upstream_down"}),
        logged=frozenset({("proxy", "accepted"), ("proxy", "deferred")}),
        for_messages=2,
        afterwards=_ARRIVED,
    ),
    Fault(
        "the proxy is down",
        *proxy_down(),
        result="lost",
        detail=r"^refused: .*Connection refused$",
        conditions=_LOSES,
        owed=frozenset({"proxy_down", "mail_bypasses_proxy"}),
        attempts=2,
        for_messages=2,
    ),
    Fault(
        "the proxy is down and the old server locked for good",
        *proxy_down("554 5.7.1 use the MX"),
        result="lost",
        detail=r"^refused: .*Connection refused$",
        conditions=_LOSES | _OLD_FAILS,
        owed=frozenset({"proxy_down", "locked_too_early"}),
        also=("old",),
        for_messages=2,
    ),
    Fault(
        "the proxy is down and the old server locked for now",
        *proxy_down("450 4.7.1 use the MX"),
        result="lost",
        detail=r"^refused: .*Connection refused$",
        conditions=_LOSES,
        owed=frozenset({"proxy_down"}),
        also=("old",),
        may=_OLD_FAILS,
        for_messages=2,
    ),
    Fault(
        "the old server is locked for now",
        *locked("450 4.7.1 use the MX"),
        path="old",
        result=None,
        detail=r"^450 4\.7\.1 .*use the MX$",
        logged=frozenset({("old", "rejected")}),
        attempts=2,
        afterwards=_ENDED,
        may=_OLD_FAILS,
    ),
    Fault(
        "the mailboxes are down",
        lambda lab: lab.stop_mailboxes(),
        mailboxes_back,
        result=None,
        conditions=frozenset({"mailbox_unreadable"}),
        logged=frozenset({("proxy", "sent"), ("old", "deferred")}),
        also=("old",),
        afterwards=_ENDED,
    ),
)

BY_EXIM = (
    Fault(
        "ok, by Exim",
        detail=r"^250 OK id=",
        proof="proven",
        came_from=(ADDRESSES.agent, ADDRESSES.proxy, ADDRESSES.old),
        logged=_PASSED_ON,
    ),
    Fault(
        "the old server refuses Exim",
        *at("old", "554 5.7.1 Client host rejected", _PROXY),
        result="refused",
        detail=r"^554 .*Client host rejected.*told by a bounce",
        report=("refused", "5.7.1", "mx-new.example.org"),
        conditions=_REJECTS,
        logged=frozenset({("proxy", "accepted"), ("proxy", "bounced")}),
        for_messages=2,
    ),
    Fault(
        "the old server puts Exim off",
        *at("old", "450 4.3.0 try again", _PROXY),
        result=None,
        detail=r"^250 OK id=",
        owed=frozenset({"upstream_down"}),
        logged=frozenset({("proxy", "accepted"), ("proxy", "deferred")}),
        afterwards=_ARRIVED,
    ),
)
"""Another make: it calls a message otherwise, and bounces in other words and with a status that says nothing."""

STORIES = (CORE, AT_THE_PROXY, BEHIND_THE_PROXY, ELSEWHERE, BY_EXIM)
