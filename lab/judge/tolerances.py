"""How far the agent and the lab may differ, in seconds, and why. The lab itself dates no better than it samples: name
servers always as below, resolvers as the plan says."""

from lab.truth.dns_sampler import PERIOD

SAMPLING = 2 * PERIOD
"""Two samples: one may be lost or late on a busy machine."""

SWITCH = 1.25
"""Beside the agent's interval and the lab's: the agent's wait for an answer, a cache that counts whole seconds."""

VERSION_END = 1.0
"""Beside the agent's interval: it asks with jitter, and a question just before the change meets the old zone."""

LATENCY = 1.5
"""The agent looks into the mailbox about once a second, the lab ten times."""

TTL = 2
"""TTLs are whole seconds, rounded by the cache; the agent's last answer may be an interval old."""

MAIL_END = 3.0
"""The agent's clock of `lost_after` ticks with its probe, and its last look into the mailbox comes first."""

END_OF_RUN = 3.0
"""What happened this short before the last status may not be in it yet."""

KNOWN_SHARE = 0.5
"""A resolver's state may be unknown when an entry has just run out, but not for most of the play."""
