"""Every probe in the registry has a page, and every page has its probe and its parts."""

import re
from collections.abc import Iterator

from style.finding import Finding
from style.tree import Tree

REGISTRY = "probes/registry.cpp"
FOLDER = "docs/probes/"
PARTS = ("What it asks", "What it observes", "What it means, and what to do", "Metrics")
"""The headings of every page, in this order."""

OVERVIEWS = ("dns", "outbound")
"""Pages on what several probes tell together; their headings are their own."""

_PROBE = re.compile(r'#include "probes/(?P<name>\w+)_probe\.hpp"')


def check(tree: Tree) -> Iterator[Finding]:
    """By the names of the headers that the registry includes."""
    probes = [found["name"] for found in _PROBE.finditer(tree.files.get(REGISTRY, ""))]
    if not probes:
        yield Finding(REGISTRY, 1, "names no probe")
    for probe in probes:
        if f"{FOLDER}{probe}.md" not in tree.files:
            yield Finding(REGISTRY, 1, f"the probe {probe} has no {FOLDER}{probe}.md")
    for path in tree.paths(".md", below=(FOLDER,)):
        subject = path.removeprefix(FOLDER).removesuffix(".md")
        if subject in OVERVIEWS:
            continue
        if subject not in probes:
            yield Finding(path, 1, f"is about no probe of {REGISTRY}")
        headings = tuple(re.findall(r"^## (.+)$", tree.files[path], re.MULTILINE))
        if headings != PARTS:
            yield Finding(path, 1, f"has the headings {', '.join(PARTS)}")
