"""A zone that goes through its cutover, back, and through it again, and what an agent may truly say of it."""

from dataclasses import dataclass

from lab.judge.status import Authority, Status, Version
from lab.session import LabSession
from lab.story.plan import MX, Plan

_ROUND = ((0, "new"), (1, "new"), (2, "new"), (2, "old"), (0, "old"))
"""(stage, TTL): lowered, switched, the old one removed, the TTL restored, and rolled back to where it began."""


_COMMIT = 0.5
"""Between the moment when the primary begins to serve a change and the one when the lab knows it has."""


@dataclass(frozen=True)
class Publication:
    """What the primary serves from `at` on."""

    at: float
    stage: int
    ttl: int


class MovingZone:
    """Changes the MX records, one step at a time."""

    def __init__(self, lab: LabSession, plan: Plan, began: float) -> None:
        self._zone, self._plan = lab.zone, plan
        self._ttls = {"old": plan.old_ttl, "new": plan.new_ttl}
        self.published = [Publication(began, 0, plan.old_ttl)]

    def move(self) -> None:
        """The next step."""
        stage, ttl = _ROUND[(len(self.published) - 1) % len(_ROUND)]
        at = self._zone.publish(MX.name, MX.rrtype, self._ttls[ttl], list(MX.stages[stage]))
        self.published.append(Publication(at, stage, self._ttls[ttl]))

    def phase(self) -> str:
        """What everybody will see who looks long enough."""
        now = self.published[-1]
        before = "lower_ttl" if now.ttl < self._plan.old_ttl else "prepare"
        return (before, "verify", "finish")[now.stage]


def phase_of(authorities: tuple[Authority, ...], old_ttl: int) -> str:
    """The phase that these name servers are in, by what each publishes; one that was never heard does not count."""
    stages = [MX.stage_of(authority.rrset) for authority in authorities if authority.rrset]
    if not stages or max(stages) < 1:
        ttls = [authority.ttl for authority in authorities if authority.ttl is not None]
        return "lower_ttl" if ttls and min(ttls) < old_ttl else "prepare"
    if min(stages) < 1:
        return "switch"
    return "finish" if max(stages) == 2 else "verify"


def invented(status: Status, published: list[Publication]) -> list[str]:
    """Versions that were never published, or not yet, as far as a name server is said to have shown them."""
    record = status.record(MX.name, MX.rrtype)
    found = []
    for authority in record.authorities if record else ():
        for version in authority.versions:
            if not any(_is_of(version, each) and version.first_seen >= each.at - _COMMIT for each in published):
                found.append(f"{authority.nameserver} {version}")
    return found


def _is_of(version: Version, publication: Publication) -> bool:
    return MX.stage_of(version.rrset) == publication.stage and version.ttl == publication.ttl
