"""How far the agent and the lab may differ, in seconds, and why. The lab itself dates no better than it samples: name
servers always as below, resolvers as the plan says."""

from lab.truth.dns_sampler import PERIOD

SAMPLING = 2 * PERIOD
"""Two samples: one may be lost or late on a busy machine."""

SWITCH = 2.0
"""Between the agent's instant and the lab's samples, all in: the agent asks once a second and up to a tenth later, and a
cache counts whole seconds, so that a copy can end a second after it seems to. The lab's samples must lie close enough
together (`Plan.sampling`) not to eat this up."""

QUESTION = 5.0
"""Beside that, where a resolver had not answered anybody: so long the agent waits for an answer before it asks anew."""

TTL_SEEN = 1.25
"""Beside the agent's interval and the lab's: the agent's wait for an answer."""

VERSION_END = 1.0
"""Beside the agent's interval: it asks with jitter, and a question just before the change meets the old zone."""

FIRST_LOOK = 3.0
"""Beside that, for what an agent that came late reckons from its first look at every name server: before it, it starts and
finds them, which takes seconds on a busy machine."""

LATENCY = 1.5
"""The agent looks into the mailbox about once a second, the lab ten times."""

LOOK = 1.45
"""A message that was seen so long after it was accepted may have been found by a look that came late: the agent looks into
the mailbox once a second, and dates nothing by a look that comes half a second late."""

WITNESS = 0.5
"""The agent hears of a refusal at once; the lab dates it by when it has read the line, up to a twentieth of a second after
the server has written it, and later on a busy machine."""

TTL = 2
"""TTLs are whole seconds, rounded by the cache; the agent's last answer may be an interval old."""

SAMPLES_OF_A_POOL = 12
"""Of two caches behind one address, that many answers in a row are one cache's alone once in four thousand times."""

MAIL_END = 3.0
"""The agent's clock of `lost_after` ticks with its probe, and its last look into the mailbox comes first."""

END_OF_RUN = 3.0
"""What happened this short before the last status may not be in it yet."""

KNOWN_SHARE = 0.5
"""A resolver's state may be unknown when an entry has just run out, but not for most of the play."""
