"""The truth log, arranged for questions."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from lab.story.plan import Record, absolute
from lab.truth.events import Answered, Arrived, Event, Logged, Published, Started, Submitted


_NOERROR = 0
_NXDOMAIN = 3


class Truth:
    """What really happened. Times in sentences count from the first event that was published."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = sorted(events, key=lambda event: event.at)
        self.published = [event for event in self.events if isinstance(event, Published)]
        self.submitted = [event for event in self.events if isinstance(event, Submitted)]
        self.logged = [event for event in self.events if isinstance(event, Logged)]
        self.arrived: dict[str, Arrived] = {}
        """Message-ID → when it was first seen, wherever that was."""
        self._arrived_at: dict[tuple[str, str], Arrived] = {}
        for event in self.events:
            if isinstance(event, Arrived):
                self.arrived.setdefault(event.message_id, event)
                self._arrived_at.setdefault((event.where, event.message_id), event)
        self.start = self.published[0].at if self.published else 0.0
        self.watched_from = next((event.at for event in self.events if isinstance(event, Started)), self.start)
        """Since when there has been an agent."""
        self.end = self.events[-1].at if self.events else 0.0

    def when(self, at: float) -> str:
        """An instant as the story tells it."""
        return f"{at - self.start:.1f} s"

    def published_for(self, record: Record) -> list[Published]:
        """The versions of a record, in order."""
        wanted = (record.name, record.rrtype)
        return [event for event in self.published if (absolute(event.name), event.rrtype) == wanted]

    def samples(self, server: str, record: Record) -> list[Answered]:
        """What a resolver or name server answered, in order; silence and errors are left out: they are no version."""
        return self._samples.get((absolute(server), record.name, record.rrtype), [])

    def failures(self, server: str, record: Record) -> list[float]:
        """When questions to a resolver or name server were given up, in order."""
        return self._failures.get((absolute(server), record.name, record.rrtype), [])

    def arrived_in(self, where: str, message_id: str) -> Arrived | None:
        """When a message was first seen in the mailboxes of that name."""
        return self._arrived_at.get((where, message_id))

    def logged_for(self, message_id: str) -> list[Logged]:
        """What all mail servers wrote about a message, in order."""
        return self._logged_by_message.get(message_id, [])

    def accepted_at(self, message_id: str) -> float | None:
        """When the first server of the lab took the message."""
        return next((event.at for event in self.logged_for(message_id) if event.action == "accepted"), None)

    @cached_property
    def _samples(self) -> dict[tuple[str, str, str], list[Answered]]:
        found: dict[tuple[str, str, str], list[Answered]] = defaultdict(list)
        for event in self.events:
            if isinstance(event, Answered) and not event.error and event.rcode in (_NOERROR, _NXDOMAIN):
                found[absolute(event.server), absolute(event.name), event.rrtype].append(event)
        return dict(found)

    @cached_property
    def _failures(self) -> dict[tuple[str, str, str], list[float]]:
        found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        for event in self.events:
            if isinstance(event, Answered) and event.error:
                found[absolute(event.server), absolute(event.name), event.rrtype].append(event.at)
        return dict(found)

    @cached_property
    def _logged_by_message(self) -> dict[str, list[Logged]]:
        found: dict[str, list[Logged]] = defaultdict(list)
        for event in self.logged:
            if event.message_id:
                found[event.message_id].append(event)
        return dict(found)
