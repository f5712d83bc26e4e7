"""When each resolver went over to a new stage, by the agent and by the lab.

A cache may drop a copy before its time: Unbound asks anew for the whole message when only the address of a name in it
has run out. Nobody outside can tell that from a second cache behind the address, so who goes on reckoning with the old
copy until its TTL has passed is not wrong. `could_live` is that instant.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lab.judge import tolerances
from lab.judge.status import Change, Status
from lab.judge.truth import Truth
from lab.story.plan import OTHER, Plan, Record
from lab.truth.events import Answered


@dataclass(frozen=True)
class Publication:
    """A stage that took the place of another at `at`. `until` is when the direction changed: what was before came back,
    or what had been taken back was published anew. From then on nothing is said of this publication."""

    stage: int
    at: float
    goes_back: bool = False
    until: float = math.inf

    def is_older(self, stage: int) -> bool:
        """Whether a stage is one that this publication has taken the place of."""
        return stage == OTHER or (stage > self.stage if self.goes_back else stage < self.stage)


@dataclass(frozen=True)
class Switch:
    """One resolver and one published stage. `told` is None when the agent never said that it switched; the rest is
    the lab's."""

    record: Record
    resolver: str
    stage: int
    published: float
    told: float | None
    seen: "SeenSwitch"


@dataclass(frozen=True)
class SeenSwitch:
    """`last_old`: the last sample older than the stage. `could_live`: until when an older copy that was sampled may
    have lived. `first_any`: the first sample of the stage or a later one; `first_new`: the first with none older after
    it. `silence`: for how long the resolver had answered nothing when `first_new` came. `resumed`: when it answered
    again, if it fell silent as soon as it had switched: whoever did not ask just then learns of the switch only now."""

    last_old: float | None = None
    could_live: float | None = None
    first_any: float | None = None
    first_new: float | None = None
    silence: float = 0.0
    resumed: float | None = None

    def tolerance(self, told: float) -> float:
        """How far an agent may date the switch apart: later where a question may have waited in vain, never earlier."""
        may_wait = self.silence > tolerances.SWITCH or self.resumed is not None
        is_late = self.latest is not None and told > self.latest
        return tolerances.SWITCH + (tolerances.QUESTION if may_wait and is_late else 0)

    def apart(self, told: float) -> float | None:
        """How many seconds an instant lies outside of what was seen; None when no switch was."""
        if self.latest is None:
            return None
        return max(0.0, (self.last_old or self.latest) - told, told - max(self.latest, self.resumed or 0.0))

    @property
    def latest(self) -> float | None:
        """The last instant at which an older copy may have lived, by the samples; None when no switch was seen."""
        return None if self.first_new is None else max(self.first_new, self.could_live or 0.0)


def switches(plan: Plan, truth: Truth, status: Status) -> Iterator[Switch]:
    """Every resolver for every stage that was published after the first."""
    for record in plan.records:
        watched = status.record(record.name, record.rrtype)
        changes = {resolver.id: resolver.changes for resolver in watched.resolvers} if watched else {}
        for publication in publications(truth, record):
            for resolver in plan.resolvers:
                told = told_switch(changes.get(resolver, ()), publication)
                seen = seen_switch(plan, truth, record, resolver, publication)
                if _is_cut_short(publication, told, seen):
                    continue
                yield Switch(record, resolver, publication.stage, publication.at, told, seen)


def _is_cut_short(publication: Publication, told: float | None, seen: SeenSwitch) -> bool:
    """Whether the resolver never held what was taken back, or went over just before the direction changed."""
    if publication.goes_back and seen.last_old is None:
        return True
    return told is None and seen.latest is not None and seen.latest + tolerances.SWITCH >= publication.until


def publications(truth: Truth, record: Record) -> list[Publication]:
    """The stages that came after the first, with the instant when the primary had them."""
    stages = [(record.stage_of(event.records), event.at) for event in truth.published_for(record)]
    found = [
        Publication(later, at, goes_back=later < earlier)
        for (earlier, _), (later, at) in pairwise(stages)
        if later != earlier
    ]
    turns = [after.at for before, after in pairwise(found) if before.goes_back != after.goes_back]
    return [replace(each, until=min((at for at in turns if at > each.at), default=math.inf)) for each in found]


def seen_switch(plan: Plan, truth: Truth, record: Record, server: str, publication: Publication) -> SeenSwitch:
    """What the samples of a resolver or a name server show of the switch."""
    last_old = could_live = first_any = first_new = None
    silence = 0.0
    before: float | None = None
    samples = [sample for sample in truth.samples(server, record) if sample.at < publication.until]
    for sample in samples:
        if publication.is_older(record.stage_of(sample.records)):
            last_old, first_new = sample.at, None
            could_live = max(could_live or 0.0, sample.at + plan.ways.left(server, sample.ttl or 0))
        elif first_new is None:
            first_new = sample.at
            first_any = first_any or sample.at
            silence = sample.at - before if before is not None else 0.0
        before = sample.at
    resumed = _resumed(samples, max(first_new, could_live or 0.0)) if first_new is not None else None
    return SeenSwitch(last_old, could_live, first_any, first_new, silence, resumed)


def _resumed(samples: Sequence[Answered], switched: float) -> float | None:
    """The end of a silence that began before another question can have been asked, and went on after the switch."""
    for before, after in pairwise(samples):
        is_silence = after.at - before.at > tolerances.SWITCH
        if is_silence and before.at <= switched + tolerances.SWITCH and after.at > switched:
            return after.at
    return None


def honest_end(truth: Truth, record: Record, publication: Publication) -> float | None:
    """When the last copy of anything older has ended at who honours TTLs, by what was published and until when."""
    last = math.nextafter(publication.until, 0.0)
    return copies_end(truth, record, lambda records: publication.is_older(record.stage_of(records)), last)


def copies_end(
    truth: Truth, record: Record, is_meant: Callable[[Sequence[str]], bool], at: float = math.inf
) -> float | None:
    """When the last copy of such an RRset has ended at who honours TTLs, by what was published until `at`; None while
    one is published, and where none ever was."""
    published = [event for event in truth.published_for(record) if event.at <= at]
    if not published or is_meant(published[-1].records):
        return None
    ends = [later.at + earlier.ttl for earlier, later in pairwise(published) if is_meant(earlier.records)]
    return max(ends, default=None)


def told_switch(changes: tuple[Change, ...], publication: Publication) -> float | None:
    """The instant from which on, as told, no cache behind the address held anything older."""
    told = None
    for change in changes:
        if change.at >= publication.until:
            break
        if any(publication.is_older(held) for held in change.stages):
            told = None
        elif change.stages and told is None:
            told = change.at
    return told
