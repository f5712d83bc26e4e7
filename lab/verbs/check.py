"""`check`: which mode is possible here, and what is missing."""

import argparse
import shutil

from lab import apt, modes, packages
from lab.failure import CANNOT_START, LabFailure


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def main(args: argparse.Namespace) -> int:
    """One line per question; exit 3 when one of them keeps the lab from starting."""
    code = 0
    try:
        print(f"namespaces  {modes.choose(modes.observe()).sentence}")
    except LabFailure as failure:
        print(f"namespaces  {failure}")
        code = CANNOT_START
    for purpose in ("lab", "bench"):
        print(f"packages    {purpose}: {_state(purpose)}")
    if not packages.is_unpacked("lab") and any(shutil.which(tool) is None for tool in apt.TOOLS):
        print(f"tools       the lab's servers cannot be downloaded without {', '.join(apt.TOOLS)}: needs Debian 12")
        code = CANNOT_START
    return code


def _state(purpose: str) -> str:
    if packages.is_unpacked(purpose):
        return f"unpacked in {packages.root_of(purpose)}"
    return f"not here yet; downloaded when needed, or by python3 -m lab packages {purpose}"
