"""What happens to the zone, and when, in seconds after the observers began. A TTL of a day is 20 s here.

The copies of the first TTL are in flight when it is lowered, and when the record changes. All of them run out, at the
slowest resolver after its floor. Then the record changes again and just after that no authority answers any more: what is
asked for from then on shows who serves stale copies. When they answer again, the TTL is restored, which shows who caps it.
"""

from lab.manners.catalogue import CAP, FLOOR, MANNERS, STALE_TTL
from lab.story.plan import MX, Plan, Ways
from lab.truth.dig_sampler import PERIOD

_NEW_TTL = 6

PLAN = Plan(
    old_ttl=20,
    new_ttl=_NEW_TTL,
    records=(MX,),
    resolvers=tuple(MANNERS),
    paths=(),
    bound_margin=2,
    sampling=PERIOD,
    alarms=frozenset({"switched_too_early"}),
    ways=Ways(
        caches={manner.id: manner.caches for manner in MANNERS.values() if manner.caches > 1},
        fleeting_ttls={"stale": STALE_TTL, "stale-late": STALE_TTL, "frozen": 0},
        anew={"pdns-stale": _NEW_TTL},
        standing=frozenset({"frozen"}),
        kept={
            "min-ttl": ("floor",),
            "stale": ("stale",),
            "stale-late": ("stale",),
            "kresd-stale": ("stale", "floor"),
            "pdns-stale": ("refetch_old",),
        },
        floors={"min-ttl": FLOOR},
        caps={"max-ttl": CAP},
    ),
)
"""All that is not in `ways` honours TTLs: the agent must find nothing there."""

LOWERED = 3.0
CHANGED = 6.0
SILENCED = 43.0
"""At the earliest: later when somebody is about to ask anew."""
WOKEN = 71.0
"""Long enough after the bound (TTL and margin) for two late answers five seconds apart, also from who takes two seconds
for one and has lost another. With a margin of 5 s it would not always be: `kresd-stale` lets its clients wait in vain
when nobody has answered it for 14 s."""
RESTORED = 73.0
END = 111.0

KEEPERS = ("stale", "stale-late", "pdns-stale", "kresd-stale")
"""They must all have a copy of the second version that goes on for a while when the authorities fall silent: who fetched
the third just before would have nothing old to keep."""
GOES_ON = 3
"""Seconds of TTL that are enough, until the authorities are silent."""
