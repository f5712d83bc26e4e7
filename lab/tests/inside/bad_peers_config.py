"""The configuration of an agent among bad peers: a cutover for each fault, and one where all is well."""

from dataclasses import dataclass

from lab.addresses import ADDRESSES, IMAP_HOST, NEW_HOST, OLD_HOST
from lab.session import LabSession
from lab.story.plan import MX, NEW_MX, OLD_MX

GOOD = "example.org"
REFUSED = "refused.example"
MUTE = "mute.example"
WRONG_NAME = "wrong-name.example"

REFUSED_ADDRESS = "127.0.25.201"
MUTE_ADDRESS = "127.0.25.202"
SILENT_RESOLVER = "127.0.53.201"
GARBAGE_RESOLVER = "127.0.53.202"


@dataclass(frozen=True)
class _Fault:
    """A cutover whose new server is not what it should be."""

    domain: str
    host: str
    address: str


_FAULTS = (
    _Fault(REFUSED, NEW_HOST, REFUSED_ADDRESS),
    _Fault(MUTE, NEW_HOST, MUTE_ADDRESS),
    _Fault(WRONG_NAME, "mx-other.example.org", ADDRESSES.proxy),
)

DOMAINS = tuple(fault.domain for fault in _FAULTS)


def render(lab: LabSession) -> str:
    """The bad resolvers come first, so that whatever asks them in turn meets them first."""
    good = [_cutover(GOOD), _record(), _server("old", OLD_HOST, ADDRESSES.old, lab), _mail("old", lab)]
    bad = [
        part
        for fault in _FAULTS
        for part in (_cutover(fault.domain), _server("new", fault.host, fault.address, lab), _mail("new", lab))
    ]
    return "\n".join([_head(lab), *good, *bad])


def _head(lab: LabSession) -> str:
    return f"""\
[web]
listen = ["{ADDRESSES.agent_web}:{ADDRESSES.agent_web_port}"]
[agent]
source = ["{ADDRESSES.agent}"]
[state]
path = "{lab.run_dir / "cutwatch.db"}"
[resolvers]
use = []
extra = [
  {{ id = "silent", address = "{SILENT_RESOLVER}" }},
  {{ id = "garbage", address = "{GARBAGE_RESOLVER}" }},
  {{ id = "plain", address = "{ADDRESSES.plain}" }},
]
"""


def _cutover(domain: str) -> str:
    return f"""\
[[cutover]]
domain = "{domain}"
kind = "proxy"
"""


def _record() -> str:
    return f"""\
[[cutover.record]]
name = "{MX.name}"
rrtype = "MX"
interval = "1s"
stages = [["{OLD_MX}"], ["{NEW_MX}"]]
"""


def _server(role: str, host: str, address: str, lab: LabSession) -> str:
    return f"""\
[[cutover.server]]
role = "{role}"
host = "{host}"
addresses = ["{address}"]
port = {ADDRESSES.smtp_port}
tls = "starttls"
certificate = "required"
ca_file = "{lab.ca_file}"
"""


def _mail(path: str, lab: LabSession) -> str:
    return f"""\
[[cutover.mailbox]]
id = "inbox"
url = "imaps://{IMAP_HOST}"
address = "{ADDRESSES.imap}"
user = "probe@example.org"
password_file = "{lab.imap_password_file}"
ca_file = "{lab.ca_file}"
[[cutover.roundtrip]]
id = "main"
from = "probe@example.net"
to = "probe@example.org"
paths = ["{path}"]
mailbox = "inbox"
interval = "1s"
late_after = "3s"
lost_after = "60s"
"""
