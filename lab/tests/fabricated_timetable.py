"""The timetable of a rehearsal that never took place, as an honest agent would tell it: see `fabricated_run`."""

from dataclasses import replace

from lab.judge.timetable import PlannedStep, Proof, Supposed, WayBack

LINES = ("example.org. 4 IN MX 20 mx-old.example.org.",)
HIGH_LINES = ("example.org. 12 IN MX 20 mx-old.example.org.",)
_COPIES = 4 + 5
"""The lowered TTL, and the margin."""
_PROVEN = 600 + 86_400
_QUIET = Proof("old_server_quiet", "evidence", "no log of the old server is named (cutover.log)")


_NEW = "5 mx-new.example.org."
_PUBLISH = {
    "lower_ttl": LINES,
    "switch": (f"example.org. 4 IN MX {_NEW}", *LINES),
    "remove_old": (f"example.org. 4 IN MX {_NEW}",),
    "done": (f"example.org. 12 IN MX {_NEW}",),
}


def timetable(at: float, lowered: float, switched: float) -> tuple[PlannedStep, ...]:
    """As told at an instant by who saw the last name server lower the TTL, and switch, at those."""
    return tuple(
        replace(each, publish=() if each.kind == "taken" else _PUBLISH.get(each.step, ()))
        for each in _steps(at, lowered, switched)
    )


def _steps(at: float, lowered: float, switched: float) -> tuple[PlannedStep, ...]:
    if at < lowered:
        first = PlannedStep("lower_ttl", "open")
        switch = _later("switch", Supposed("lower_ttl", at), at + 12 + 5, _copies("old_ttl_expired", at, at + 12 + 5))
        return first, switch, *_from_remove_old(at + 12 + 5)
    first = PlannedStep("lower_ttl", "taken", lowered)
    if at < switched:
        end = lowered + 12 + 5
        proofs = (_copies("old_ttl_expired", at, end), Proof("spf_covers_both", "evidence", "nobody gathers it"))
        return first, PlannedStep("switch", "not_before", end, None, proofs), *_from_remove_old(max(at, end))
    proofs = (
        _copies("previous_stage_expired", at, switched + _COPIES),
        Proof("new_path_verified", "time", "mail proves it", switched + _PROVEN),
    )
    remove_old = PlannedStep("remove_old", "at", switched + _PROVEN, None, proofs)
    return first, PlannedStep("switch", "taken", switched), remove_old, *_from_retire_old(switched + _PROVEN)


def way_back(at: float, lowered: float, switched: float) -> WayBack:
    """The same of the way back."""
    if at < lowered:
        return WayBack()
    return WayBack(LINES, at + _COPIES) if at >= switched else WayBack(HIGH_LINES, at)


def _copies(gate: str, at: float, end: float) -> Proof:
    return Proof(gate, "none" if at >= end else "time", "copies of example.org. MX", end)


def _later(step: str, supposed: Supposed, at: float, *proofs: Proof) -> PlannedStep:
    return PlannedStep(step, "not_before", at, supposed, proofs)


def _from_remove_old(taken: float) -> tuple[PlannedStep, ...]:
    proofs = (
        Proof("previous_stage_expired", "time", "if switch is taken", taken + _COPIES),
        Proof("new_path_verified", "time", "mail proves it", taken + _PROVEN),
    )
    return _later("remove_old", Supposed("switch", taken), taken + _PROVEN, *proofs), *_from_retire_old(taken + _PROVEN)


def _from_retire_old(taken: float) -> tuple[PlannedStep, ...]:
    end = taken + _COPIES
    proof = Proof("old_host_expired", "time", "if remove_old is taken", end)
    return (
        _later("retire_old", Supposed("remove_old", taken), end, proof, _QUIET),
        _later("done", Supposed("retire_old", end), end, Proof("old_host_expired", "time", "if retire_old is taken", end)),
    )
