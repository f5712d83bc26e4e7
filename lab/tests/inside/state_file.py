"""What stands in the agent's state file, read from a copy of it: the file itself belongs to the agent."""

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FILES = ("cutwatch.db", "cutwatch.db-wal", "cutwatch.db-shm")
"""All that the agent may leave in the directory of its state."""

_RESULTS = ("delivered", "late", "junk", "refused", "lost")
"""By the numbers that stand for them in the file."""


@dataclass(frozen=True)
class Row:
    """One message of the ledger."""

    recorded_ms: int
    path: str
    result: str | None
    ended_ms: int | None


@dataclass(frozen=True)
class Event:
    """One change of judgement: of what, to what."""

    number: int
    about: tuple[str, ...]
    after: str


@dataclass(frozen=True)
class Kept:
    """All that is compared from one death to the next."""

    schema: int
    messages: dict[str, Row]
    totals: Counter[tuple[str, str]]
    """(path, result) → how many, as the agent has counted them."""
    events: tuple[Event, ...]
    """Changes of judgement that were written down, in their order; none in a schema without them."""

    def ends(self) -> Counter[tuple[str, str]]:
        """(path, result) → how many, by the messages themselves."""
        return Counter((row.path, row.result) for row in self.messages.values() if row.result)

    def in_flight(self) -> int:
        """Messages without a result."""
        return sum(row.result is None for row in self.messages.values())


def read(run_dir: Path) -> Kept | None:
    """To be called while no agent runs. None before the first of them came to make its tables."""
    with _copy(run_dir) as database:
        if not _has_table(database, "meta"):
            return None
        return Kept(
            schema=database.execute("SELECT schema_version FROM meta").fetchone()[0],
            messages=_messages(database),
            totals=_totals(database),
            events=_events(database),
        )


def integrity(run_dir: Path) -> str:
    """`ok`, or what SQLite has to say against the file."""
    with _copy(run_dir) as database:
        return "\n".join(row[0] for row in database.execute("PRAGMA integrity_check"))


def _messages(database: sqlite3.Connection) -> dict[str, Row]:
    rows = database.execute("SELECT id, recorded_ms, path, result, ended_ms FROM message")
    return {
        id: Row(recorded, path, None if result is None else _RESULTS[result], ended)
        for id, recorded, path, result, ended in rows
    }


def _totals(database: sqlite3.Connection) -> Counter[tuple[str, str]]:
    rows = database.execute("SELECT path, name, sum(value) FROM total GROUP BY path, name")
    return Counter({(path, name): value for path, name, value in rows if name in _RESULTS})


def _events(database: sqlite3.Connection) -> tuple[Event, ...]:
    if not _has_table(database, "chronicle"):
        return ()
    rows = database.execute("SELECT number, domain, kind, subject, after FROM chronicle ORDER BY number")
    return tuple(Event(number, (domain, kind, subject), after) for number, domain, kind, subject, after in rows)


def _has_table(database: sqlite3.Connection, name: str) -> bool:
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is not None


@contextmanager
def _copy(run_dir: Path) -> Iterator[sqlite3.Connection]:
    """Opened as the agent would open it: what is in the log beside the file counts."""
    with tempfile.TemporaryDirectory(prefix="lab-state-") as there:
        for name in FILES[:2]:
            if (run_dir / name).exists():
                shutil.copyfile(run_dir / name, Path(there) / name)
        database = sqlite3.connect(Path(there) / FILES[0])
        try:
            yield database
        finally:
            database.close()
