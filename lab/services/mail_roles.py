"""The mail servers of each kind of cutover: what distinguishes one Postfix from the next."""

import dataclasses

from lab import addresses
from lab.addresses import ADDRESSES, DOMAIN, OUTSIDE_DOMAIN, mailboxes_of
from lab.services.postfix_config import Role

COPIES = "copies"
ROUTES = "routes"
"""Tables in the server's directory that change while it runs: who gets a copy, and which way mail goes."""


def _final_for(domain: str, mailboxes: str = ADDRESSES.imap) -> dict[str, str]:
    known = ", ".join(f"{mailbox}=x" for mailbox in mailboxes_of(domain))
    return {
        "virtual_mailbox_domains": domain,
        "virtual_mailbox_maps": f"inline:{{ {known} }}",
        "virtual_transport": f"lmtp:inet:{mailboxes}:{ADDRESSES.lmtp_port}",
    }


def _next_hops(hops: dict[str, str]) -> str:
    """With MX routing the proxy would find itself as best MX: "mail loops back to myself"."""
    return f"inline:{{ {', '.join(f'{domain}={next_hop(address)}' for domain, address in hops.items())} }}"


def next_hop(address: str) -> str:
    """The way to a server, whatever the DNS says."""
    host = f"[ipv6:{address}]" if ":" in address else f"[{address}]"
    return f"relay:{host}:{ADDRESSES.smtp_port}"


def copy_of(mailbox: str) -> str:
    """The name by which the new server knows a mailbox that the old one still has: a copy must not come back."""
    return f"{mailbox.partition('@')[0]}@{addresses.NEW_HOST}"


_BOUNCES_HOME = {OUTSIDE_DOMAIN: ADDRESSES.sender}
_BY_ADDRESS = {"transport_maps": _next_hops(_BOUNCES_HOME)}

_SENDER = Role(
    "sender",
    ADDRESSES.sender,
    addresses.SENDER_HOST,
    # Mail to user+anything is the user's: a sender may give each message an address of its own.
    {**_final_for(OUTSIDE_DOMAIN), "recipient_delimiter": "+"},
    clients=(ADDRESSES.client,),
)

_OLD = Role("old", ADDRESSES.old, addresses.OLD_HOST, {**_final_for(DOMAIN), **_BY_ADDRESS})


def _proxy(old: str) -> Role:
    """The proxy in front of the old server at that address."""
    return Role(
        "proxy",
        ADDRESSES.proxy,
        addresses.NEW_HOST,
        {
            "relay_domains": DOMAIN,
            "relay_recipient_maps": f"inline:{{ {', '.join(f'{m}=x' for m in mailboxes_of(DOMAIN))} }}",
            "transport_maps": _next_hops({DOMAIN: old, **_BOUNCES_HOME}),
        },
    )


PROXY_IN_FRONT = (_OLD, _proxy(ADDRESSES.old), _SENDER)

PROXY_BY_IPV6 = (
    dataclasses.replace(_OLD, address6=ADDRESSES.old6),
    dataclasses.replace(_proxy(ADDRESSES.old6), address6=ADDRESSES.proxy6),
    _SENDER,
)
"""The same two at addresses of both families; the proxy hands on over IPv6."""

ANOTHER_ADDRESS = (
    Role("old", ADDRESSES.old, addresses.MOVING_HOST, {**_final_for(DOMAIN), **_BY_ADDRESS}),
    Role("new", ADDRESSES.moved, addresses.MOVING_HOST, {**_final_for(DOMAIN), **_BY_ADDRESS}),
    _SENDER,
)
"""The same server twice, with the same mailboxes behind both."""

ANOTHER_SERVER = (
    Role(
        "old",
        ADDRESSES.old,
        addresses.OLD_HOST,
        {
            **_final_for(DOMAIN, ADDRESSES.old_imap),
            "recipient_bcc_maps": f"texthash:$config_directory/{COPIES}",
            "transport_maps": f"texthash:$config_directory/{ROUTES}, "
            + _next_hops({addresses.NEW_HOST: ADDRESSES.proxy, **_BOUNCES_HOME}),
        },
        tables=(COPIES, ROUTES),
    ),
    Role(
        "new",
        ADDRESSES.proxy,
        addresses.NEW_HOST,
        {
            **_final_for(DOMAIN),
            **_BY_ADDRESS,
            "virtual_alias_domains": addresses.NEW_HOST,
            "virtual_alias_maps": f"inline:{{ {', '.join(f'{copy_of(m)}={m}' for m in mailboxes_of(DOMAIN))} }}",
        },
    ),
    _SENDER,
)
"""Each with mailboxes of its own."""
