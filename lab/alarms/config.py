"""The agent's configuration for the play of the alarms: with the logs of both servers, and short times."""

import dataclasses
from pathlib import Path

from lab import agent_config
from lab.session import LabSession
from lab.story.cutovers import PROXY
from lab.story.plan import Plan

PLAN = dataclasses.replace(
    PROXY,
    old_ttl=6,
    new_ttl=3,
    interval=2,
    mail_interval=3,
    late_after=6,
    lost_after=12,
    greylist_retry=3,
    evidence_age=6,
    waived={},
)
BYPASS_GRACE = 6
"""Seconds after a bound until mail around the proxy is no more to be expected, and for which one such message alarms."""


def write(lab: LabSession, plan: Plan = PLAN) -> Path:
    """Writes `agent.toml` into the run directory."""
    text = agent_config.render(lab, plan)
    before, timing, after = text.partition("timing = {")
    if not timing:
        raise ValueError("the configuration of the lab has no timing")
    text = f'{before}{timing} bypass_grace = "{BYPASS_GRACE}s",{after}'
    path = lab.run_dir / "agent.toml"
    path.write_text(text + _log(lab, "old", plan.old.name) + _log(lab, "new", plan.new.name), encoding="utf-8")
    return path


def _log(lab: LabSession, role: str, server: str) -> str:
    source = str(lab.postfix(server).log_path)
    return f'\n[[cutover.log]]\nrole = "{role}"\nsource = "{source}"\nmta = "postfix"\n'
