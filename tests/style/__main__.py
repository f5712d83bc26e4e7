"""`python3 -m style CHECK [--root DIR] [--program FILE]`: prints what breaks the rule; exit 1 when something does."""

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from style import (
    changelog,
    clocks,
    dashboards,
    decisions,
    files,
    floors,
    forbidden,
    formatting,
    links,
    probe_docs,
    program_docs,
    third_party,
)
from style.finding import Finding
from style.program import asked
from style.tree import Tree

CHECKS: dict[str, Callable[[Tree, argparse.Namespace], Iterable[Finding]]] = {
    "floors": lambda tree, _: floors.check(tree),
    "clocks": lambda tree, _: clocks.check(tree),
    "third_party": lambda tree, _: third_party.check(tree),
    "files": lambda tree, _: files.check(tree),
    "forbidden": lambda tree, _: forbidden.check(tree),
    "links": lambda tree, _: links.check(tree),
    "decisions": lambda tree, _: decisions.check(tree),
    "probe_docs": lambda tree, _: probe_docs.check(tree),
    "changelog": lambda tree, _: changelog.check(tree),
    "formatting": lambda tree, args: formatting.check(tree, args.root),
    "dashboards": lambda tree, args: dashboards.check(tree, asked(str(args.program))),
    "program_docs": lambda tree, args: program_docs.check(tree, asked(str(args.program))),
}


def main() -> int:
    """One check a call, so that CTest names the rule that was broken."""
    parser = argparse.ArgumentParser(prog="python3 -m style", description="What the tree must look like.")
    parser.add_argument("check", choices=list(CHECKS))
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2], help="the tree")
    parser.add_argument("--program", type=Path, help="the built cutwatch, for dashboards and program_docs")
    args = parser.parse_args()
    if args.check in ("dashboards", "program_docs") and args.program is None:
        parser.error(f"{args.check} needs --program")
    findings = sorted(set(CHECKS[args.check](Tree.read(args.root), args)))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
