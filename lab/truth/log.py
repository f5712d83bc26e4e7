"""truth.jsonl: many observers write, the story looks on, the judge reads it all at the end."""

import threading
from pathlib import Path

from lab.truth.events import Event, from_line, to_line


class TruthLog:
    """An append-only log of events, on disk as soon as it is written and in memory for the story."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("w", buffering=1, encoding="utf-8")
        self._events: list[Event] = []
        self._lock = threading.Lock()

    def append(self, event: Event) -> None:
        """Writes one event; any thread may."""
        with self._lock:
            if not self._file.closed:  # an observer may still be in the middle of a wait when the log closes
                self._file.write(to_line(event) + "\n")
                self._events.append(event)

    def events(self, start: int = 0) -> list[Event]:
        """The events from the `start`th on, in the order they were written."""
        with self._lock:
            return self._events[start:]

    def close(self) -> None:
        """Nothing is written after this."""
        with self._lock:
            self._file.close()


def read(path: Path) -> list[Event]:
    """The events of a finished log."""
    return [from_line(line) for line in path.read_text(encoding="utf-8").splitlines()]
