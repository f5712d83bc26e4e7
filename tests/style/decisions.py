"""docs/decisions: one number, one record."""

import re
from collections.abc import Iterator

from style.finding import Finding
from style.tree import Tree

FOLDER = "docs/decisions/"

_NAME = re.compile(r"(?P<number>\d{4})-[a-z0-9-]+\.md")


def check(tree: Tree) -> Iterator[Finding]:
    """The title repeats the number, so that a page that is printed or quoted can be found again."""
    seen: dict[str, str] = {}
    for path in tree.paths(".md", below=(FOLDER,)):
        name = _NAME.fullmatch(path.removeprefix(FOLDER))
        if not name:
            yield Finding(path, 1, "is called NNNN-what-was-decided.md")
            continue
        number = name["number"]
        if number in seen:
            yield Finding(path, 1, f"{number} is the number of {seen[number]}")
        seen[number] = path
        if not tree.files[path].startswith(f"# {number} "):
            yield Finding(path, 1, f"begins with # {number} and a title")
