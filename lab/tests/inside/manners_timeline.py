"""The timeline of `lab.manners.timeline` without an agent, and what the lab saw of each resolver."""

import time
from dataclasses import dataclass
from pathlib import Path

from lab.manners.session import MannersSession
from lab.manners.timeline import CHANGED, LOWERED, PLAN, SILENCED, WOKEN
from lab.story.plan import MX
from lab.truth.dig import PATIENCE
from lab.truth.events import Answered, Event
from lab.truth.manners_observer import MannersObserver

END = WOKEN + 30.0
"""Who has noticed by then that the authorities are back has; the TTL is not restored here."""

SILENT = -2
"""The stage of a sample without an answer, or with one that is an error."""

@dataclass(frozen=True)
class Sample:
    """One question: when it was asked, and the answer. `stage` is SILENT without one."""

    at: float
    stage: int
    ttl: int
    seconds: float
    nsid: str
    ede: tuple[int, ...]

    def __str__(self) -> str:
        stage = "-" if self.stage == SILENT else f"{self.stage}:{self.ttl}"
        slow = f"@{self.seconds * 1000:.0f}" if self.seconds > 0.1 and self.stage != SILENT else ""
        return stage + "".join(f"!e{code}" for code in self.ede) + slow


class Trace(tuple[Sample, ...]):
    """The samples of one resolver, in the order in which they were asked for."""

    def between(self, begin: float, end: float) -> "Trace":
        """Those asked for from `begin` on and before `end`."""
        return Trace(sample for sample in self if begin <= sample.at < end)

    def with_stage(self, stage: int) -> "Trace":
        """Those with an answer of that stage."""
        return Trace(sample for sample in self if sample.stage == stage)

    def answered(self) -> "Trace":
        """Those with an answer."""
        return Trace(sample for sample in self if sample.stage != SILENT)

    def ttls(self) -> list[int]:
        """The TTLs of the answers."""
        return [sample.ttl for sample in self.answered()]

    def last(self, stage: int) -> float:
        """When the last answer of that stage was asked for."""
        return max(sample.at for sample in self.with_stage(stage))

    def first(self, stage: int) -> float:
        """When the first answer of that stage was asked for."""
        return min(sample.at for sample in self.with_stage(stage))

    def __str__(self) -> str:
        return " ".join(map(str, self))


def traces(lab: MannersSession, directory: Path) -> dict[str, Trace]:
    """Plays it all; the result has one entry per resolver of the catalogue."""
    with MannersObserver(lab, PLAN) as observer:
        begun = time.time()
        _sleep_until(begun + LOWERED)
        observer.publish(MX, 0, PLAN.new_ttl)
        _sleep_until(begun + CHANGED)
        observer.publish(MX, 1, PLAN.new_ttl)
        _sleep_until(begun + SILENCED)
        observer.publish(MX, 2, PLAN.new_ttl)
        lab.await_secondary()
        lab.silence_authorities()
        _sleep_until(begun + WOKEN)
        lab.wake_authorities()
        _sleep_until(begun + END)
    return _arranged(observer.log.events(), begun)


def _sleep_until(instant: float) -> None:
    time.sleep(max(0.0, instant - time.time()))


def _arranged(events: list[Event], begun: float) -> dict[str, Trace]:
    found: dict[str, list[Sample]] = {}
    for event in events:
        if isinstance(event, Answered):
            seconds = event.seconds if event.seconds is not None else PATIENCE
            stage = SILENT if event.ttl is None else MX.stage_of(event.records)
            sample = Sample(event.at - seconds - begun, stage, event.ttl or 0, seconds, event.nsid, event.ede)
            found.setdefault(event.server, []).append(sample)
    return {server: Trace(sorted(samples, key=lambda sample: sample.at)) for server, samples in found.items()}
