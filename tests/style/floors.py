"""Which floor may include which (docs/architecture.md), and which room of core/ which."""

from collections.abc import Iterator

from style.cpp import Include, includes
from style.finding import Finding
from style.tree import Tree

BELOW = {
    "core": (),
    "runtime": ("core",),
    "net": ("runtime", "core"),
    "probes": ("net", "runtime", "core"),
    "exporters": ("core",),
    "agent": ("probes", "exporters", "net", "runtime", "core"),
}
"""The floors below each floor."""

ROOMS = ("time", "failure", "text", "address", "dns", "mail", "observation", "histogram", "snapshot", "cutover", "metrics")
"""The rooms of core/, lowest first: each may include those before it. Not dns and mail, which know nothing of each
other."""

STRANGERS = {("dns", "mail"), ("mail", "dns")}

CUTOVER_ROOMS = ("plan", "record", "identity", "recipients", "lockdown", "server_log", "queue", "bypass", "asking", "gates", "conditions",
                 "decision", "times")
"""The rooms of core/cutover/, lowest first, likewise; files beside them may include all of them."""


def check(tree: Tree) -> Iterator[Finding]:
    """Every include in quotes names a file by its path from the root, on a floor that may be seen."""
    for path in tree.cpp():
        floor = path.split("/")[0]
        if floor not in BELOW:
            continue
        for include in includes(tree.files[path]):
            if include.is_ours:
                yield from _include(tree, path, include)


def _include(tree: Tree, path: str, include: Include) -> Iterator[Finding]:
    floor, target = path.split("/")[0], include.what.split("/")[0]
    if include.what not in tree.files:
        yield Finding(path, include.line, f"{include.what} is no path from the root to a file")
    elif target != floor and target not in BELOW[floor]:
        yield Finding(path, include.line, f"{floor}/ may not include {target}/; see docs/architecture.md, Floors")
    elif floor == "core" and not _may_see(_room(path), _room(include.what)):
        yield Finding(path, include.line, f"core/{_room(path)} may not include core/{_room(include.what)}")
    elif _is_above(path, include.what):
        yield Finding(path, include.line, f"{include.what} is in a room above; see docs/architecture.md, Floors")


def _is_above(path: str, included: str) -> bool:
    """Whether the one is in core/cutover/ and the other in a room there that is above it."""
    if not all(each.startswith("core/cutover/") for each in (path, included)):
        return False
    return _height(included) > _height(path)


def _height(path: str) -> int:
    room = path.split("/")[2]
    return CUTOVER_ROOMS.index(room) if room in CUTOVER_ROOMS else len(CUTOVER_ROOMS)


def _room(path: str) -> str:
    return path.split("/")[1]


def _may_see(room: str, other: str) -> bool:
    if room not in ROOMS or other not in ROOMS or (room, other) in STRANGERS:
        return False
    return ROOMS.index(other) <= ROOMS.index(room)
