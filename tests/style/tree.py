"""The files of the project as values, so that a check can be shown a tree that was made up."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NOT_OURS = {"build", "__pycache__"}


@dataclass(frozen=True)
class Tree:
    """Text by path; paths are relative to the root, with slashes. What is no text has none."""

    files: dict[str, str]

    @staticmethod
    def read(root: Path) -> "Tree":
        """Everything below the root but what was built, and what hides from `ls`."""
        files = {}
        for folder, below, names in os.walk(root):
            below[:] = sorted(name for name in below if name not in _NOT_OURS and not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                if path.is_file() and not name.startswith("."):
                    files[path.relative_to(root).as_posix()] = _text_of(path)
        return Tree(files)

    def paths(self, *suffixes: str, below: tuple[str, ...] = ("",)) -> Iterator[str]:
        """The paths that end so and begin so."""
        for path in self.files:
            if path.endswith(suffixes) and path.startswith(below):
                yield path

    def cpp(self) -> Iterator[str]:
        """All C++ files."""
        return self.paths(".cpp", ".hpp")

    def is_script(self, path: str) -> bool:
        """A program without a suffix, such as script/test."""
        return bool(re.match(r"#!.*\b(bash|sh|python3)\b", self.files[path]))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
