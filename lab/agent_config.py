"""The agent's configuration for a running lab: what a user would write for his own cutover, in seconds for hours."""

from collections.abc import Iterable
from pathlib import Path

from lab import addresses
from lab.addresses import ADDRESSES
from lab.manners.catalogue import Transport
from lab.services.dnsdist import DOH_PATH
from lab.session import LabSession
from lab.story.plan import Plan, Record

BASE_URL = f"http://{ADDRESSES.agent_web}:{ADDRESSES.agent_web_port}"
"""Where the agent that is configured here is asked."""

_PROBE_FROM = "probe@example.net"
_PROBE_TO = "probe@example.org"


def write(lab: LabSession, plan: Plan) -> Path:
    """Writes `agent.toml` into the run directory."""
    path = lab.run_dir / "agent.toml"
    path.write_text(render(lab, plan), encoding="utf-8")
    return path


def render(lab: LabSession, plan: Plan) -> str:
    """The configuration as text."""
    mail = _mail(lab, plan) if plan.paths else []
    return "\n".join([_head(lab, plan), *(_record(record, plan) for record in plan.records), *mail])


def _mail(lab: LabSession, plan: Plan) -> list[str]:
    servers = ((addresses.OLD_HOST, "old", ADDRESSES.old), (addresses.NEW_HOST, "new", ADDRESSES.proxy))
    return [
        *(_server(host, role, address, lab.ca_file) for host, role, address in servers),
        _mailbox("inbox", _PROBE_TO, lab),
        _mailbox("bounces", _PROBE_FROM, lab),
        _round_trip(plan),
    ]


def _head(lab: LabSession, plan: Plan) -> str:
    resolvers = ",\n".join(_resolver(name, address, lab) for name, address in lab.resolvers.items())
    source = [ADDRESSES.agent, *([ADDRESSES.loopback6] if any(":" in at for at in lab.resolvers.values()) else [])]
    return f"""\
[web]
listen = [{_text(f"{ADDRESSES.agent_web}:{ADDRESSES.agent_web_port}")}]

[agent]
source = {_list(source)}

[state]
path = {_text(str(lab.run_dir / "cutwatch.db"))}

[resolvers]
use = []
extra = [
{resolvers},
]

[[cutover]]
domain = {_text(plan.domain)}
kind = "proxy"
original_ttl = "{plan.old_ttl}s"
timing = {{ bound_margin = "{plan.bound_margin}s", low_ttl = "{plan.new_ttl}s" }}
"""


def _resolver(name: str, address: str, lab: LabSession) -> str:
    transport = lab.transports.get(name, Transport.UDP)
    settings = {"id": name, "address": address, "operator": name}
    if transport is not Transport.UDP:
        settings |= {"transport": transport.value, "ca_file": str(lab.ca_file)}
    if transport is Transport.DOT:
        settings["tls_name"] = addresses.RESOLVER_HOST
    if transport is Transport.DOH:
        settings["url"] = f"https://{addresses.RESOLVER_HOST}{DOH_PATH}"
    return f"  {{ {', '.join(f'{key} = {_text(value)}' for key, value in settings.items())} }}"


def _record(record: Record, plan: Plan) -> str:
    stages = ", ".join(_list(stage) for stage in record.stages)
    return f"""\
[[cutover.record]]
name = {_text(record.name.rstrip("."))}
rrtype = {_text(record.rrtype)}
interval = "{plan.interval}s"
stages = [{stages}]
"""


def _server(host: str, role: str, address: str, ca_file: Path) -> str:
    return f"""\
[[cutover.server]]
role = {_text(role)}
host = {_text(host)}
addresses = {_list([address])}
port = {ADDRESSES.smtp_port}
tls = "starttls"
ca_file = {_text(str(ca_file))}
"""


def _mailbox(identifier: str, user: str, lab: LabSession) -> str:
    """The host's name for the certificate, the address to connect to."""
    return f"""\
[[cutover.mailbox]]
id = {_text(identifier)}
url = {_text(f"imaps://{addresses.IMAP_HOST}")}
address = {_text(ADDRESSES.imap)}
user = {_text(user)}
password_file = {_text(str(lab.imap_password_file))}
ca_file = {_text(str(lab.ca_file))}
folders = ["INBOX", "Junk"]
"""


def _round_trip(plan: Plan) -> str:
    return f"""\
[[cutover.roundtrip]]
id = "main"
from = {_text(_PROBE_FROM)}
to = {_text(_PROBE_TO)}
paths = {_list(plan.paths)}
mailbox = "inbox"
bounces = "bounces"
interval = "{plan.mail_interval}s"
late_after = "{plan.late_after}s"
lost_after = "{plan.lost_after}s"
"""


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"


def _text(value: str) -> str:
    """A TOML basic string. A checkout's path may hold anything that a file name may."""
    named = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(named.get(c, c if c.isprintable() else f"\\U{ord(c):08x}") for c in value) + '"'
