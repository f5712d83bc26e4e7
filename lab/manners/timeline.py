"""What happens to the zone, and when, in seconds after the observers began. A TTL of a day is 20 s here.

The copies of the first TTL are in flight when it is lowered, and when the record changes. All of them run out, at the
slowest resolver after its floor. Then the record changes again and at once no authority answers any more: what is asked
for from then on shows who serves stale copies. When they answer again, all resolvers have the time to notice.
"""

from lab.manners.catalogue import MANNERS, STALE_TTL, Transport
from lab.story.plan import MX, Plan
from lab.truth.dig_sampler import PERIOD

PLAN = Plan(
    old_ttl=20,
    new_ttl=6,
    records=(MX,),
    resolvers=tuple(manner.id for manner in MANNERS.values() if manner.transport is Transport.UDP),
    paths=(),
    sampling=PERIOD,
    fleeting_ttls={"stale": STALE_TTL, "stale-late": STALE_TTL, "frozen": 0},
)
"""The agent is told of the resolvers that it can ask; the lab samples all."""

LOWERED = 3.0
CHANGED = 6.0
SILENCED = 40.0
WOKEN = 62.0
END = 92.0
