"""docs/cli.md and docs/metrics.md against the program itself."""

import re
from collections.abc import Iterator

from style.cpp import line_at
from style.finding import Finding
from style.program import Ask, commands, metric_names
from style.tree import Tree

CLI = "docs/cli.md"
METRICS = "docs/metrics.md"
ABOUT_METRICS = ("docs/probes/", "docs/api.md", "docs/runbooks/")
"""Pages that name metrics."""

_HEADING = re.compile(r"^#+ `cutwatch (?P<words>[^`]+)`$", re.MULTILINE)
_METRIC = re.compile(r"\bcutwatch_\w+")
_OF_HISTOGRAMS = ("_bucket", "_sum", "_count")


def check(tree: Tree, ask: Ask) -> Iterator[Finding]:
    """Both ways: nothing undocumented, nothing documented that is not there."""
    yield from _commands(tree, ask)
    yield from _metrics(tree, ask)


def _commands(tree: Tree, ask: Ask) -> Iterator[Finding]:
    sections = _sections(tree.files.get(CLI, ""))
    known = {" ".join(command.words): command for command in commands(ask)}
    for words, command in known.items():
        if words not in sections:
            yield Finding(CLI, 1, f"has no heading `cutwatch {words}`")
            continue
        if f"\n$ cutwatch {words}" not in sections[words]:
            yield Finding(CLI, 1, f"has no example ($ cutwatch {words} ...)")
        for option in sorted(command.options):
            if option not in sections[words]:
                yield Finding(CLI, 1, f"cutwatch {words}: {option} is not explained")
    for words in sections:
        if words not in known:
            yield Finding(CLI, 1, f"there is no command cutwatch {words}")


def _sections(text: str) -> dict[str, str]:
    """The text below each command's heading."""
    headings = list(_HEADING.finditer(text))
    starts = [*(heading.start() for heading in headings), len(text)]
    return {
        heading["words"]: text[heading.end() : next_start]
        for heading, next_start in zip(headings, starts[1:], strict=True)
    }


def _metrics(tree: Tree, ask: Ask) -> Iterator[Finding]:
    if METRICS in tree.files and tree.files[METRICS] != ask(("metrics",)):
        yield Finding(METRICS, 1, f"is not what the program says: cutwatch metrics > {METRICS}")
    known = set(metric_names(ask))
    for path in tree.paths(".md", below=ABOUT_METRICS):
        text = tree.files[path]
        for found in _METRIC.finditer(text):
            name = found[0]
            for suffix in _OF_HISTOGRAMS:
                name = name if name in known else name.removesuffix(suffix)
            if name not in known:
                yield Finding(path, line_at(text, found.start()), f"{found[0]} is no metric of the program")
