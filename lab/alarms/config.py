"""The agent's configuration for the play of the alarms: with the logs of both servers, and short times."""

import dataclasses
from pathlib import Path

from lab import agent_config
from lab.session import LabSession
from lab.story.cutovers import PROXY
from lab.story.plan import Plan

BYPASS_GRACE = 6
"""Seconds after a bound until mail around the proxy is no more to be expected, and for which one such message alarms."""

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
    tries_lock=False,
    bypass_grace=BYPASS_GRACE,
    old_quiet_for=None,
)
"""The play leaves the old server open to the end."""


def write(lab: LabSession, plan: Plan = PLAN) -> Path:
    """Writes `agent.toml` into the run directory."""
    return agent_config.write(lab, plan)
