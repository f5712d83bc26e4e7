"""The agent's configuration for a running lab: what a user would write for his own cutover, in seconds for hours."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from lab import addresses
from lab.addresses import ADDRESSES, INBOX, OLD_INBOX
from lab.manners.catalogue import Transport
from lab.services.dnsdist import DOH_PATH
from lab.session import LabSession
from lab.story.plan import MailServer, OldMail, Plan, Record, RoundTrip

BASE_URL = f"http://{ADDRESSES.agent_web}:{ADDRESSES.agent_web_port}"
"""Where the agent that is configured here is asked."""

_PROBE_FROM = "probe@example.net"
_PROBE_TO = "probe@example.org"


def write(lab: LabSession, plan: Plan, lowered_at: float | None = None) -> Path:
    """Writes `agent.toml` into the run directory."""
    path = lab.run_dir / "agent.toml"
    path.write_text(render(lab, plan, lowered_at), encoding="utf-8")
    return path


def render(lab: LabSession, plan: Plan, lowered_at: float | None = None) -> str:
    """The configuration as text. `lowered_at` is when the TTL was lowered, if the operator says so."""
    mail = _mail(lab, plan) if plan.paths else []
    return "\n".join([_head(lab, plan, lowered_at), *(_record(record, plan) for record in plan.records), *mail])


def _mail(lab: LabSession, plan: Plan) -> list[str]:
    return [
        *(_server(role, server, lab.ca_file) for role, server in (("old", plan.old), ("new", plan.new))),
        *_mailboxes(lab, plan),
        *(_round_trip(plan, trip) for trip in plan.trips),
        _recipients(plan),
        *(_log(role, server, lab) for role, server in (("old", plan.old), ("new", plan.new)) if plan.reads_logs),
        *([_lockdown(plan)] if plan.tries_lock else []),
    ]


def _mailboxes(lab: LabSession, plan: Plan) -> list[str]:
    """Those of the old server for as long as something is awaited there."""
    own = [_mailbox(OLD_INBOX, _PROBE_TO, lab, ADDRESSES.old_imap)] if plan.old_mail is OldMail.MIRRORED else []
    return [*own, _mailbox(INBOX, _PROBE_TO, lab), _mailbox("bounces", _PROBE_FROM, lab)]


def _head(lab: LabSession, plan: Plan, lowered_at: float | None) -> str:
    resolvers = ",\n".join(_resolver(name, address, lab) for name, address in lab.resolvers.items())
    return f"""\
[web]
listen = [{_text(f"{ADDRESSES.agent_web}:{ADDRESSES.agent_web_port}")}]

[agent]
source = {_list([ADDRESSES.agent, *_source6(lab, plan)])}

[state]
path = {_text(str(lab.run_dir / "cutwatch.db"))}

[resolvers]
use = []
extra = [
{resolvers},
]

[[cutover]]
domain = {_text(plan.domain)}
kind = {_text(plan.kind)}
original_ttl = "{plan.old_ttl}s"
{_lowered(lowered_at)}timing = {{ {", ".join(f"{key} = {value}" for key, value in _timing(plan).items())} }}
waive = [
{"".join(_waiver(*each) for each in plan.waived.items())}]
"""


def _source6(lab: LabSession, plan: Plan) -> list[str]:
    """The address of the other family, where anything is asked over it."""
    if any(":" in server.address for server in (plan.old, plan.new)):
        return [ADDRESSES.agent6]
    return [ADDRESSES.loopback6] if any(":" in at for at in lab.resolvers.values()) else []


def _waiver(gate: str, reason: str) -> str:
    return f"  {{ gate = {_text(gate)}, reason = {_text(reason)} }},\n"


def _lowered(at: float | None) -> str:
    if at is None:
        return ""
    return f"ttl_lowered_at = {datetime.fromtimestamp(at, UTC).isoformat(timespec='milliseconds')}\n"


def _timing(plan: Plan) -> dict[str, str]:
    timing = {"bound_margin": f'"{plan.bound_margin}s"', "low_ttl": f'"{plan.new_ttl}s"'}
    if plan.verify_for is not None:
        timing |= {"scaled": "true", "verify_for": f'"{plan.verify_for}s"'}
    if plan.verify_after is not None:
        timing |= {"verify_after": f'"{plan.verify_after}s"'}
    if plan.evidence_age is not None:
        timing["evidence_age"] = str(plan.evidence_age)
    if plan.greylist_retry is not None:
        timing["greylist_retry"] = f'"{plan.greylist_retry}s"'
    if plan.bypass_grace is not None:
        timing |= {"bypass_grace": f'"{plan.bypass_grace}s"', "stray_memory": f'"{plan.bypass_grace}s"'}
    if plan.old_quiet_for is not None:
        timing["old_quiet_for"] = f'"{plan.old_quiet_for}s"'
    return timing


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
    steps = f"steps = {_list(record.steps)}\n" if record.are_steps_said else ""
    return f"""\
[[cutover.record]]
name = {_text(record.name.rstrip("."))}
rrtype = {_text(record.rrtype)}
interval = "{plan.interval}s"
stages = [{stages}]
{steps}"""


def _server(role: str, server: MailServer, ca_file: Path) -> str:
    return f"""\
[[cutover.server]]
role = {_text(role)}
host = {_text(server.host)}
addresses = {_list([server.address])}
port = {ADDRESSES.smtp_port}
{f"sends_from = {_list(server.sends_from)}" if server.sends_from else ""}
tls = "starttls"
ca_file = {_text(str(ca_file))}
"""


def _mailbox(identifier: str, user: str, lab: LabSession, address: str = ADDRESSES.imap) -> str:
    """The host's name for the certificate, the address to connect to."""
    return f"""\
[[cutover.mailbox]]
id = {_text(identifier)}
url = {_text(f"imaps://{addresses.IMAP_HOST}")}
address = {_text(address)}
user = {_text(user)}
password_file = {_text(str(lab.imap_password_file))}
ca_file = {_text(str(lab.ca_file))}
folders = ["INBOX", "Junk"]
"""


def _round_trip(plan: Plan, trip: RoundTrip) -> str:
    return f"""\
[[cutover.roundtrip]]
id = {_text(trip.name)}
from = {_text(_PROBE_FROM)}
to = {_text(_PROBE_TO)}
paths = {_list(trip.paths)}
mailbox = {_text(trip.mailbox)}
{f"also_in = {_list(trip.also_in)}" if trip.also_in else ""}
bounces = "bounces"
{"verp = true" if plan.verp else ""}
interval = "{plan.mail_interval}s"
late_after = "{plan.late_after}s"
lost_after = "{plan.lost_after}s"
"""


def _recipients(plan: Plan) -> str:
    """With a sender of its own, so that the servers' logs tell who asked from who sent."""
    return f"""\
[cutover.recipients]
addresses = {_list(addresses.mailboxes_of(plan.domain))}
from = {_text(addresses.INQUIRER)}
interval = "{plan.mail_interval}s"
"""


def _log(role: str, server: MailServer, lab: LabSession) -> str:
    """As that server writes it."""
    real = lab.postfix(server.name)
    return f"""\
[[cutover.log]]
role = {_text(role)}
source = {_text(str(real.log_path))}
mta = {_text(real.make)}
"""


def _lockdown(plan: Plan) -> str:
    """From where all mail of the agent comes: nobody lets that address in."""
    return f"""\
[[cutover.lockdown]]
target = "old"
recipient = {_text(_PROBE_TO)}
interval = "{plan.mail_interval}s"
"""


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"


def _text(value: str) -> str:
    """A TOML basic string. A checkout's path may hold anything that a file name may."""
    named = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(named.get(c, c if c.isprintable() else f"\\U{ord(c):08x}") for c in value) + '"'
