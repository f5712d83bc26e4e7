"""The configurations of agents that send mail in forms that rehearsals do not need."""

from collections.abc import Iterable
from pathlib import Path

from lab.addresses import ADDRESSES, DOMAIN, IMAP_HOST, NEW_HOST, OLD_HOST, OUTSIDE_DOMAIN, SENDER_HOST
from lab.session import LabSession
from lab.story.plan import NEW_MX, OLD_MX
from lab.tests.inside.mail_forms_lab import FILED, FormsSession, TwoServersSession

PROBE = f"probe@{DOMAIN}"
UNREAD = f"alice@{DOMAIN}"
"""A mailbox that the agent does not look into."""
OUTSIDE = f"probe@{OUTSIDE_DOMAIN}"
REPLIES = f"replies@{OUTSIDE_DOMAIN}"

BODIES = ("plain", "8bit", "dots", "large")
LARGE = 262_144
LOST_AFTER = 8

_TIMES = f'late_after = "4s"\nlost_after = "{LOST_AFTER}s"'


def by_proxy(lab: FormsSession, interval: int) -> str:
    """Of all kinds of text, signed; into a maildir; told by reports alone; as DNS says."""
    return "\n".join(
        [
            _head(lab, "proxy"),
            _server("old", OLD_HOST, ADDRESSES.old, lab),
            _server("new", NEW_HOST, ADDRESSES.proxy, lab),
            _mailbox("inbox", PROBE, ADDRESSES.imap, lab),
            _mailbox("bounces", OUTSIDE, ADDRESSES.imap, lab),
            f'[[cutover.mailbox]]\nid = "files"\nmaildir = "{lab.maildir}"\n',
            _trip("signed", PROBE, ("old", "new"), interval, 'mailbox = "inbox"'),
            f'bodies = {list(BODIES)}\nreply_to = "{REPLIES}"\n',
            f'[cutover.roundtrip.dkim]\nselector = "{lab.key.selector}"\nkey_file = "{lab.key.file}"\n',
            _trip("filed", FILED, ("old", "new"), interval, 'mailbox = "files"'),
            _trip("reported", UNREAD, ("old", "new"), interval, ""),
            _trip("as-dns", PROBE, ("dns",), interval, 'mailbox = "inbox"'),
        ]
    )


def by_two_servers(lab: TwoServersSession, interval: int) -> str:
    """Mirrored to the new server; and sent by users of both to somebody outside."""
    return "\n".join(
        [
            _head(lab, "server"),
            _server("old", OLD_HOST, ADDRESSES.old, lab),
            _submission(lab),
            _server("new", NEW_HOST, ADDRESSES.proxy, lab),
            _submission(lab),
            _mailbox("old-inbox", PROBE, ADDRESSES.old_imap, lab),
            _mailbox("new-inbox", PROBE, ADDRESSES.imap, lab),
            _mailbox("bounces", OUTSIDE, ADDRESSES.imap, lab),
            f'authserv_id = "{SENDER_HOST}"\nrelays = ["{ADDRESSES.sender}"]\n',
            _trip("mirrored", PROBE, ("old",), interval, 'mailbox = "old-inbox"\nalso_in = ["new-inbox"]'),
            f'[[cutover.outbound]]\nid = "abroad"\nfrom = "{PROBE}"\nto = "{OUTSIDE}"\nmailbox = "bounces"\n'
            f'interval = "{interval}s"\n{_TIMES}\n',
        ]
    )


def _head(lab: LabSession, kind: str) -> str:
    """One resolver, so that there is one answer to what DNS says."""
    return f"""\
[web]
listen = ["{ADDRESSES.agent_web}:{ADDRESSES.agent_web_port}"]
[agent]
source = ["{ADDRESSES.agent}"]
[state]
path = "{lab.run_dir / "cutwatch.db"}"
[resolvers]
use = []
extra = [{{ id = "plain", address = "{ADDRESSES.plain}" }}]
[[cutover]]
domain = "{DOMAIN}"
kind = "{kind}"
[[cutover.record]]
rrtype = "MX"
interval = "1s"
stages = [["{OLD_MX}"], ["{NEW_MX}", "{OLD_MX}"], ["{NEW_MX}"]]
"""


def _server(role: str, host: str, address: str, lab: LabSession) -> str:
    return f"""\
[[cutover.server]]
role = "{role}"
host = "{host}"
addresses = ["{address}"]
tls = "starttls"
ca_file = "{lab.ca_file}"
"""


def _submission(lab: LabSession) -> str:
    return f'submission = {{ user = "{PROBE}", password_file = "{lab.imap_password_file}" }}\n'


def _mailbox(name: str, user: str, address: str, lab: LabSession) -> str:
    return f"""\
[[cutover.mailbox]]
id = "{name}"
url = "imaps://{IMAP_HOST}"
address = "{address}"
user = "{user}"
password_file = "{lab.imap_password_file}"
ca_file = "{lab.ca_file}"
"""


def _trip(name: str, to: str, paths: Iterable[str], interval: int, more: str) -> str:
    return f"""\
[[cutover.roundtrip]]
id = "{name}"
from = "{OUTSIDE}"
to = "{to}"
paths = {list(paths)}
bounces = "bounces"
interval = "{interval}s"
{_TIMES}
{more}
"""


def write(lab: LabSession, text: str) -> Path:
    """Into `agent.toml` of the run directory."""
    path = lab.run_dir / "agent.toml"
    path.write_text(text, encoding="utf-8")
    return path
