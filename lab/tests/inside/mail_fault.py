"""A fault of mail: how the lab switches it on and off, and what the agent has to say of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from lab.session import LabSession

Switch: TypeAlias = Callable[[LabSession], None]


@dataclass(frozen=True)
class Fault:
    """`path` is the way of the messages that show it; the other way must be well meanwhile unless it is in `also`.

    `result` None: in flight for as long as it lasts. `detail` is a pattern of the reason, `report` are verdict, status
    and reporting server of the bounce. `logged` is what the servers write of such a message, as server and action.
    """

    name: str
    switch_on: Switch = lambda _: None
    switch_off: Switch = lambda _: None
    path: str = "new"
    result: str | None = "delivered"
    or_result: str = ""
    """As it may end on a slow machine."""
    detail: str = r"^250 2\.0\.0 Ok: queued as "
    conditions: frozenset[str] = frozenset()
    report: tuple[str, str, str] | None = None
    logged: frozenset[tuple[str, str]] = frozenset()
    proof: str | None = None
    changed: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    folder: str = ""
    slow_phase: str = ""
    """A part of the dialogue that takes more than a second."""
    attempts: int = 1
    """So often at least it was tried."""
    also: tuple[str, ...] = ()
    """Other ways that suffer."""
    came_from: tuple[str, ...] = ()
    """Whom the hosts on its way had it from."""
    new_tells: str = ""
    """What the new server does with a recipient that nobody is."""
    afterwards: frozenset[str] = frozenset()
    """How those of its messages may end that are in flight when it is gone."""
    may: frozenset[str] = frozenset()
    """Conditions that come or do not, as the messages happen to meet it."""
    for_messages: int = 1
    """So many messages have to show it."""
    owed: frozenset[str] = frozenset()
    """Conditions of `UNSEEN` that come too where logs are read. One that comes here is to be moved up."""
