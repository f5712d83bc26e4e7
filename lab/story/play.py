"""The stage of a rehearsal: lab, observers, agent and teller, and the one way in which steps wait."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from lab.judge.outside import first_by_proxy, letters
from lab.judge.status import Message, WatchedRecord
from lab.judge.truth import Truth
from lab.session import LabSession
from lab.story.news import News
from lab.story.plan import MX, Plan
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
    agent: subprocess.Popen[bytes]
    _news: News = field(init=False)
    _told: int = 0
    _outside_told: bool = False

    def __post_init__(self) -> None:
        self._news = News(self.plan)

    def publish(self, stage: int, ttl: int) -> Published:
        """Changes the zone as the operator does."""
        return self.observer.publish(MX, stage, ttl)

    def messages(self) -> tuple[Message, ...]:
        """What the agent said last of its messages."""
        status = self.feed.latest()
        return status.messages if status else ()

    def mx(self) -> WatchedRecord | None:
        """What the agent said last of the MX records."""
        status = self.feed.latest()
        return status.record(MX.name, MX.rrtype) if status else None

    def truth(self) -> Truth:
        """What the lab saw of the mail so far; the many DNS samples are left to the judge."""
        return Truth(event for event in self.observer.log.events() if not isinstance(event, Answered))

    def wait(self, what: str, is_reached: Callable[[], bool], patience: float, seen: Callable[[], str]) -> None:
        """Waits for a condition and tells meanwhile what the agent has to tell. StepFailed after `patience` seconds."""
        limit = time.monotonic() + patience
        while not is_reached():
            self.tell_news()
            if self.agent.poll() is not None:
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
        if not self._outside_told and first_by_proxy(letters(self.truth())):
            self._outside_told = True
            self.teller.lab("the first message from outside arrived through the proxy")

    def _last_words(self) -> str:
        written = b"".join((self.lab.log_dir / f"agent.{kind}").read_bytes() for kind in ("out", "err"))
        return " / ".join(written.decode("utf-8", "replace").split("\n")).strip(" /")[-_LAST_WORDS:] or "(none)"
