"""The timetable in the agent's status as values: when each step may be taken, and when a way back has taken effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.judge.instants import instant, instant_or_none


@dataclass(frozen=True)
class Proof:
    """One thing that a step waits for, or has waited for. `gate` may be None; `until` where time brings it."""

    gate: str | None
    holds_up: str
    text: str
    until: float | None = None


@dataclass(frozen=True)
class Supposed:
    """A step that is reckoned with as taken at an instant."""

    step: str
    at: float


@dataclass(frozen=True)
class PlannedStep:
    """`at` is since when a step is taken or under way, or the earliest instant at which it may be taken."""

    step: str
    kind: str
    at: float | None = None
    supposes: Supposed | None = None
    proofs: tuple[Proof, ...] = ()
    publish: tuple[str, ...] = ()
    """Zone lines."""

    @property
    def is_told_of_now(self) -> bool:
        """Whether it is about the step that comes next, with an instant from which on that may be taken."""
        return self.kind in ("open", "at", "not_before") and self.supposes is None

    def proofs_of(self, *gates: str) -> list[Proof]:
        """Those of some gates."""
        return [proof for proof in self.proofs if proof.gate in gates]


@dataclass(frozen=True)
class WayBack:
    """What takes the last change back, and when the last copy of it ends if that is published now."""

    publish: tuple[str, ...] = ()
    effective: float | None = None


def planned_step(fields: Mapping[str, Any]) -> PlannedStep:
    """An element of `plan`."""
    supposes = fields["supposes"]
    return PlannedStep(
        step=fields["step"],
        kind=fields["kind"],
        at=instant_or_none(fields["at"]),
        supposes=Supposed(supposes["step"], instant(supposes["at"])) if supposes else None,
        proofs=tuple(
            Proof(proof["gate"], proof["holds_up"], proof["text"], instant_or_none(proof["until"]))
            for proof in fields["proofs"]
        ),
        publish=tuple(fields["publish"]),
    )


def way_back(fields: Mapping[str, Any]) -> WayBack:
    """The value of `rollback`."""
    return WayBack(tuple(fields["publish"]), instant_or_none(fields["effective"]))
