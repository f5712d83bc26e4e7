"""The stage of a rehearsal: lab, observers, agent and teller, and the one way in which steps wait."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from lab.judge.outside import first_by_new, letters
from lab.judge.status import Decision, Message, WatchedRecord
from lab.judge.truth import Truth
from lab.session import LabSession
from lab.story.news import News
from lab.story.plan import Plan, Record
from lab.story.status_feed import StatusFeed
from lab.story.teller import Teller
from lab.truth.events import Answered, Published
from lab.truth.observer import Observer

_POLL = 0.1
_LAST_WORDS = 400


class StepFailed(Exception):
    """A deadline passed. The sentence names what was awaited and what was seen instead."""


@dataclass
class Play:
    """What a step can see and do."""

    plan: Plan
    lab: LabSession
    observer: Observer
    feed: StatusFeed
    teller: Teller
    agent: subprocess.Popen[bytes] | None = None
    """None until it is started."""
    lowered_at: float | None = None
    """When every name server had the lower TTL, where the operator has noted it."""
    _news: News = field(init=False)
    _told: int = 0
    _outside_told: bool = False

    def __post_init__(self) -> None:
        self._news = News(self.plan)

    def publish(self, record: Record, stage: int, ttl: int) -> Published:
        """Changes the zone as the operator does."""
        return self.observer.publish(record, stage, ttl)

    def messages(self) -> tuple[Message, ...]:
        """What the agent said last of its messages."""
        status = self.feed.latest()
        return status.messages if status else ()

    def watched(self, record: Record) -> WatchedRecord | None:
        """What the agent said last of a record."""
        status = self.feed.latest()
        return status.record(record.name, record.rrtype) if status else None

    def decision(self) -> Decision | None:
        """What the agent said last is to be done."""
        status = self.feed.latest()
        return status.decision if status else None

    def truth(self) -> Truth:
        """What the lab saw of the mail so far; the many DNS samples are left to the judge."""
        return Truth(event for event in self.observer.log.events() if not isinstance(event, Answered))

    def samples(self) -> Truth:
        """The whole log, DNS samples included."""
        return Truth(self.observer.log.events())

    def sleep(self, seconds: float, what: str) -> None:
        """Lets time pass, and tells meanwhile what the agent has to tell."""
        due = time.monotonic() + seconds
        self.teller.lab(f"{seconds:.0f} s pass: {what}")
        self.wait(what, lambda: time.monotonic() >= due, seconds + _POLL * 50, lambda: "nothing")

    def wait(self, what: str, is_reached: Callable[[], bool], patience: float, seen: Callable[[], str]) -> None:
        """Waits for a condition and tells meanwhile what the agent has to tell. StepFailed after `patience` seconds."""
        limit = time.monotonic() + patience
        while not is_reached():
            self.tell_news()
            if self.agent is not None and self.agent.poll() is not None:
                code, words = self.agent.returncode, self._last_words()
                raise StepFailed(f"the agent ended with exit code {code}; its last words: {words}")
            if time.monotonic() > limit:
                raise StepFailed(f"awaited for {patience:g} s: {what}; seen: {seen()}")
            time.sleep(_POLL)
        self.tell_news()

    def tell_news(self) -> None:
        """Tells all that the agent has said and nobody has told."""
        statuses = self.feed.statuses(self._told)
        self._told += len(statuses)
        for status in statuses:
            for sentence in self._news.of(status):
                self.teller.agent(sentence)
        if not self._outside_told and first_by_new(letters(self.plan, self.truth())):
            self._outside_told = True
            self.teller.lab(f"the first message from outside arrived {self.plan.new_way}")

    def _last_words(self) -> str:
        written = b"".join((self.lab.log_dir / f"agent.{kind}").read_bytes() for kind in ("out", "err"))
        return " / ".join(written.decode("utf-8", "replace").split("\n")).strip(" /")[-_LAST_WORDS:] or "(none)"


Step = Callable[[Play], None]
"""One step of a play."""
