"""CHANGELOG.md: what a user has to know, the worst first."""

import re
from collections.abc import Iterator

from style.finding import Finding
from style.tree import Tree

PATH = "CHANGELOG.md"
KINDS = ("CHANGE", "FEATURE", "ENHANCEMENT", "BUGFIX")

_VERSION = re.compile(r"## (?:Unreleased|\d+\.\d+\.\d+ / \d{4}-\d{2}-\d{2})")
_ENTRY = re.compile(r"\* \[(?P<kind>[A-Z]+)\] \S.*")
_CONTINUATION = re.compile(r"  \S.*")


def check(tree: Tree) -> Iterator[Finding]:
    """Title, versions, entries in the order of their kinds."""
    if PATH not in tree.files:
        yield Finding(PATH, 1, "is missing")
        return
    lines = tree.files[PATH].split("\n")
    if lines[0] != "# Changelog":
        yield Finding(PATH, 1, "begins with # Changelog")
    versions = [line for line in lines if line.startswith("## ")]
    if not versions or versions[0] != "## Unreleased":
        yield Finding(PATH, 1, "the first version is ## Unreleased")
    yield from _entries(lines)


def _entries(lines: list[str]) -> Iterator[Finding]:
    highest, is_in_entry = 0, False
    for number, line in enumerate(lines[1:], start=2):
        entry = _ENTRY.fullmatch(line)
        if line.startswith("#"):
            highest, is_in_entry = 0, False
            if not _VERSION.fullmatch(line):
                yield Finding(PATH, number, "expected ## Unreleased or ## 1.2.3 / 2026-12-01")
        elif entry:
            is_in_entry = True
            if entry["kind"] not in KINDS:
                yield Finding(PATH, number, f"expected one of {', '.join(KINDS)}")
                continue
            rank = KINDS.index(entry["kind"])
            if rank < highest:
                yield Finding(PATH, number, f"{entry['kind']} comes before {KINDS[highest]}")
            highest = max(highest, rank)
        elif line and not (is_in_entry and _CONTINUATION.fullmatch(line)):
            yield Finding(PATH, number, "expected an entry: * [FEATURE] what is new")
