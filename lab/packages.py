"""The servers, unpacked but never installed.

Mail servers conflict with each other and with the one the user may run, and installing one starts it. So their
packages are downloaded with all they depend on and unpacked into a root of their own below `build/lab`.
`ensure("lab")` is all that others need; `ensure("bench")` does the same for the benchmark's tools.
"""

import fcntl
import hashlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab import apt, unpack
from lab.failure import LabFailure
from lab.places import BUILD, REPOSITORY

LIST = REPOSITORY / "script" / "packages"

_APART = {"lab": ("lab-exim",)}
"""Purposes whose packages are in the same root and conflict with others in it: apt would take one of them only."""

_FORMAT = "1"
"""Part of the stamp: raise it when the way of unpacking changes."""


def names_for(purpose: str, text: str) -> list[str]:
    """The packages of one purpose in the text of `script/packages`, in its order."""
    names: list[str] = []
    known = set()
    for line in text.splitlines():
        line = line.partition("#")[0].strip()
        if not line:
            continue
        found, colon, packages = line.partition(":")
        if not colon:
            raise LabFailure(f"script/packages: expected 'purpose: package …', got {line!r}")
        known.add(found.strip())
        if found.strip() == purpose:
            names += packages.split()
    if not names:
        raise LabFailure(f"script/packages: no packages for {purpose!r}; it knows {', '.join(sorted(known))}")
    return names


def root_of(purpose: str) -> Path:
    """Where the packages of a purpose are unpacked."""
    return BUILD / "root" / purpose


def stamp_for(names: list[str]) -> str:
    """What a finished root says about itself."""
    return hashlib.sha256("\n".join([_FORMAT, *sorted(names)]).encode()).hexdigest()


def is_unpacked(purpose: str) -> bool:
    """Whether the root is there, whole, and made from today's list."""
    stamp = root_of(purpose) / ".stamp"
    return stamp.exists() and stamp.read_text() == stamp_for(_all_names(purpose))


def ensure(purpose: str) -> Path:
    """The root of a purpose; downloads and unpacks when it is not there, which needs the network."""
    if is_unpacked(purpose):
        return root_of(purpose)
    BUILD.mkdir(parents=True, exist_ok=True)
    with _lock():
        if not is_unpacked(purpose):  # another lab may have been at it while we waited
            _make_root(purpose)
    return root_of(purpose)


def require(purpose: str) -> Path:
    """The root of a purpose that must be there already: inside the namespaces nothing can be downloaded."""
    if not is_unpacked(purpose):
        raise LabFailure(f"{root_of(purpose)}: not unpacked; run python3 -m lab packages {purpose} first")
    return root_of(purpose)


def host_command(root: Path, program: str) -> list[str]:
    """The words that run an unpacked program (`usr/bin/dnsperf`) on the host, with the libraries of its own root."""
    loaders = sorted(root.glob("lib*/ld-linux*.so.*"))
    if not loaders or not (root / program).exists():
        raise LabFailure(f"{root}/{program}: not there; remove {root} so that it is unpacked again")
    libraries = [str(d) for parent in ("lib", "usr/lib") for d in sorted(root.glob(f"{parent}/*-linux-gnu"))]
    return [str(loaders[0]), "--library-path", ":".join(libraries), str(root / program)]


def _groups(purpose: str) -> list[list[str]]:
    """The packages of a purpose: those of each group can be installed together."""
    text = LIST.read_text()
    return [names_for(each, text) for each in (purpose, *_APART.get(purpose, ()))]


def _all_names(purpose: str) -> list[str]:
    return [name for group in _groups(purpose) for name in group]


def _make_root(purpose: str) -> None:
    names = _all_names(purpose)
    _say(f"downloading for {purpose}: {' '.join(names)} with what they need (once; nothing is installed)")
    archives = sorted({archive for group in _groups(purpose) for archive in apt.download(group, BUILD / "apt")})
    _say(f"unpacking {len(archives)} packages, {sum(a.stat().st_size for a in archives) / 1e6:.0f} MB")
    root = root_of(purpose)
    half_done = root.with_name(root.name + ".unpacking")
    for leftover in (half_done, root):
        shutil.rmtree(leftover, ignore_errors=True)
    unpack.unpack(archives, half_done)
    (half_done / ".stamp").write_text(stamp_for(names))
    half_done.rename(root)
    _say(f"ready in {root}")


@contextmanager
def _lock() -> Iterator[None]:
    with (BUILD / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(sentence: str) -> None:
    print(f"lab: {sentence}", file=sys.stderr, flush=True)
