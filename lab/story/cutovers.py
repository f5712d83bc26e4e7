"""The cutovers that are rehearsed, by kind: what changes, in which step, and what the operator goes on without."""

from lab.addresses import ADDRESSES, DOMAIN, LEFT_HOST, MOVING_HOST, NEW_HOST, OLD_HOST, UNNAMED_HOST, pointer_name
from lab.story.plan import MX, NEW_ADDRESS, OLD_ADDRESS, MailServer, OldMail, Plan, Record

_TRIED = "tried by hand the day before"
_BEFORE_RETIREMENT = {"old_queue_empty": "the operator looks into the queue himself"}

_GRACE, _QUIET_FOR = 5, 8
"""What a sender's queue may add to the TTLs of a rehearsal, and how long senders try again in one."""

PROXY = Plan(
    old_ttl=12,
    new_ttl=4,
    records=(MX, OLD_ADDRESS, NEW_ADDRESS),
    verify_after=1,
    verify_for=5,
    waived=_BEFORE_RETIREMENT,
    reads_logs=True,
    tries_lock=True,
    bypass_grace=_GRACE,
    old_quiet_for=_QUIET_FOR,
)
"""All the way to the end: the old server refuses everybody but the proxy."""


MOVING_ADDRESS = Record(
    f"{MOVING_HOST}.",
    "A",
    ((ADDRESSES.old,), (ADDRESSES.moved,)),
    ("switch",),
    ("old address", "new address"),
)
NEW_POINTER = Record(
    pointer_name(ADDRESSES.moved),
    "PTR",
    ((f"{UNNAMED_HOST}.",), (f"{MOVING_HOST}.",)),
    ("switch",),
    are_steps_said=True,
)
"""It ought to be there before the switch, and the provider is late: the operator waits for it after the address."""
OLD_POINTER = Record(pointer_name(ADDRESSES.old), "PTR", ((f"{MOVING_HOST}.",), (f"{LEFT_HOST}.",)), ("retire_old",))

ADDRESS = Plan(
    old_ttl=12,
    new_ttl=4,
    kind="address",
    old=MailServer("old", MOVING_HOST, ADDRESSES.old),
    new=MailServer("new", MOVING_HOST, ADDRESSES.moved),
    new_way="at the new address",
    records=(MOVING_ADDRESS, NEW_POINTER, OLD_POINTER, Record(f"{DOMAIN}.", "MX", ((f"10 {MOVING_HOST}.",),))),
    waived={
        "identity_ready": "the new address gets its name at the switch",
        "both_addresses_ready": "the new address gets its name at the switch",
        "spf_covers_both": _TRIED,
        **_BEFORE_RETIREMENT,
    },
    reads_logs=True,
    old_quiet_for=_QUIET_FOR,
)

MOVING_MX = Record(
    f"{DOMAIN}.", "MX", ((f"20 {OLD_HOST}.",), (f"10 {NEW_HOST}.",)), ("switch",), ("the old server", "the new server")
)
LEAVING_ADDRESS = Record(f"{OLD_HOST}.", "A", ((ADDRESSES.old,), ()), ("retire_old",))

SERVER = Plan(
    old_ttl=12,
    new_ttl=4,
    kind="server",
    new=MailServer("new", NEW_HOST, ADDRESSES.proxy),
    new_way="by the new server",
    lost_after=24,
    records=(MOVING_MX, LEAVING_ADDRESS, NEW_ADDRESS),
    old_mail=OldMail.MIRRORED,
    waived={
        **_BEFORE_RETIREMENT,
        "mailboxes_moved": "moved in the night before",
    },
    reads_logs=True,
    old_quiet_for=_QUIET_FOR,
)
"""Mail waits in the old server's queue for a while, and is not lost."""
