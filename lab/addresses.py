"""Who lives where. Everything is in 127.0.0.0/8, so it needs no set-up beyond `lo` and can never be routed."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Mapping

DOMAIN = "example.org"
OUTSIDE_DOMAIN = "example.net"
OLD_HOST = "mx-old.example.org"
NEW_HOST = "mx-new.example.org"
MOVING_HOST = "mx.example.org"
"""The mail server that keeps its name when it moves to another address."""
UNNAMED_HOST = "host-30.example.net"
"""What its provider calls the new address until somebody asks for another name."""
LEFT_HOST = "host-20.example.net"
"""What the old address is called once the mail server has left it."""
IMAP_HOST = "imap.example.org"
SENDER_HOST = "mail.example.net"
RESOLVER_HOST = "resolver.example.net"
"""The name in the certificate of the resolvers that speak TLS."""


@dataclass(frozen=True)
class Addresses:
    """One field per inhabitant. Clients are named too: an unbound socket would come from 127.0.0.1 and test nothing."""

    ns1: str = "127.0.53.1"
    ns2: str = "127.0.53.2"
    plain: str = "127.0.53.11"
    sender_resolver: str = "127.0.53.12"
    min_ttl: str = "127.0.53.13"
    pool: str = "127.0.53.18"
    pool_members: tuple[str, str] = ("127.0.53.181", "127.0.53.182")
    keeper: str = "127.0.25.1"
    """The lab itself, when it looks whether a server is up."""
    proxy: str = "127.0.25.5"
    old: str = "127.0.25.20"
    moved: str = "127.0.25.30"
    """Where the mail server is that keeps its name."""
    imap: str = "127.0.25.50"
    old_imap: str = "127.0.25.51"
    """The mailboxes of a server that is to be replaced with them."""
    other_source: str = "127.0.25.6"
    """From where the proxy hands mail on that it is told to send elsewhere from."""
    postgrey: str = "127.0.25.60"
    signatures: str = "127.0.25.61"
    """Who signs mail, and verifies signatures."""
    client: str = "127.0.25.97"
    agent: str = "127.0.25.98"
    sender: str = "127.0.25.99"
    prometheus: str = "127.0.90.1"
    agent_web: str = "127.0.0.1"

    proxy6: str = "fd00:25::5"
    old6: str = "fd00:25::20"
    agent6: str = "fd00:25::98"
    """The same machines over IPv6, where a session has it. Nobody routes these."""

    loopback6: str = "::1"
    """Everybody's, since IPv6 has no other that is not routed."""

    dns_port: int = 53
    dot_port: int = 853
    doh_port: int = 443
    smtp_port: int = 25
    lmtp_port: int = 24
    policy_port: int = 10023
    milter_port: int = 8891
    submission_port: int = 587
    auth_port: int = 12345
    """Where the mailboxes tell a mail server whether a password is right."""
    imap_port: int = 143
    imaps_port: int = 993
    prometheus_port: int = 9090
    agent_web_port: int = 9953


ADDRESSES = Addresses()

RESOLVERS: Mapping[str, str] = MappingProxyType(
    {"plain": ADDRESSES.plain, "min-ttl": ADDRESSES.min_ttl, "pool": ADDRESSES.pool}
)
"""The resolvers that the agent watches, by id. The sender's own is not among them: nobody may warm its cache."""

AUTHORITIES: Mapping[str, str] = MappingProxyType(
    {"ns1.example.org": ADDRESSES.ns1, "ns2.example.org": ADDRESSES.ns2}
)

HOST_NAMES: Mapping[str, str] = MappingProxyType(
    {
        ADDRESSES.proxy: NEW_HOST,
        ADDRESSES.old: OLD_HOST,
        ADDRESSES.imap: IMAP_HOST,
        ADDRESSES.client: "client.example.net",
        ADDRESSES.agent: "agent.example.net",
        ADDRESSES.sender: SENDER_HOST,
    }
)
"""The mail side: the same table makes the A and PTR records and the mail servers' hosts file."""

MOVING_HOST_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **{at: name for at, name in HOST_NAMES.items() if at not in (ADDRESSES.proxy, ADDRESSES.old)},
        ADDRESSES.old: MOVING_HOST,
        ADDRESSES.moved: UNNAMED_HOST,
    }
)
"""The same where one mail server moves to another address."""

MAILBOXES: tuple[str, ...] = ("probe@example.org", "alice@example.org", "probe@example.net")

INBOX, OLD_INBOX = "inbox", "old-inbox"
"""The first of them as the agent knows it: of the mailboxes that the new server files in, mostly with the old one, and of
those that only the old one has."""

INQUIRER = "inquirer@example.net"
"""The sender by which servers are asked for recipients, and never sent a message."""


def pointer_name(address: str) -> str:
    """Where the reverse name of an IPv4 address stands."""
    return f"{'.'.join(reversed(address.split('.')))}.in-addr.arpa."


def mailboxes_of(domain: str) -> list[str]:
    """The mailboxes of one domain, in the order of the table."""
    return [mailbox for mailbox in MAILBOXES if mailbox.endswith("@" + domain)]
