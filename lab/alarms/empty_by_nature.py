"""Queries that return nothing although all is well, each with the reason. They are checked to be valid all the same."""

from collections.abc import Mapping
from types import MappingProxyType

PANELS: Mapping[str, str] = MappingProxyType(
    {
        "Stranded": "mail is stranded in the kinds address and server; the play is of kind proxy",
    }
)
"""By the title: empty in the play of the alarms, in which much goes wrong."""

PANELS_WHEN_CLEAN: Mapping[str, str] = MappingProxyType(
    {
        "What is wrong": "nothing is wrong",
        "Mail not handed on": "all mail is handed on, and zeros would hide the one line that matters",
    }
)
"""By the title: empty in a cutover in which all goes well. In the play they have data."""

_REASONS = "forwarder_rejected|next_hop_down|tls|loop|other"
_ALWAYS_JUDGED = "counts what no condition tells of; in the play the agent watches without a gap, and a condition does"

ALERTS: Mapping[str, str] = MappingProxyType(
    {
        'cutwatch_condition{condition="mail_stranded"}': "the play is of kind proxy",
        'cutwatch_condition{condition="old_path_fails"}': "the old server fails after the switch, when it is one of two",
        'cutwatch_condition{condition="dns_mail_fails"}': "no round trip of the play sends mail as DNS says",
        'cutwatch_condition{condition="proxy_down"}': "the proxy is never stopped in the play",
        'cutwatch_mail_bypass_total{legality=~"unexpected|incident"}': _ALWAYS_JUDGED,
        f'cutwatch_mail_forward_failures_total{{class="4xx",reason=~"{_REASONS}"}}': _ALWAYS_JUDGED,
        f'cutwatch_mail_forward_failures_total{{class="5xx",reason=~"{_REASONS}"}}': _ALWAYS_JUDGED,
        'cutwatch_mail_messages_total{result="lost"}': _ALWAYS_JUDGED,
        "cutwatch_probe_last_run_timestamp_seconds{}": "an agent that answers and probes nothing was not made to order",
    }
)
"""By the first series that the expression names. The play may be over before they are true; in a cutover in which all goes
well the others are empty as well. Each fires in `dashboards/tests`. `absent(up)` shares its series with the agent that is
down, and is told from it there."""
