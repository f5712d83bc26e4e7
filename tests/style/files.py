"""How big files are, what they are called, and that the build knows them."""

import posixpath
import re
from collections.abc import Iterator

from style.finding import Finding
from style.tree import Tree

MOST_LINES = 400

_EMPTY_NAME = re.compile(r"(?:^|[_-])(?:utils?|helpers?|common|managers?|misc|stuff)(?:$|[_-])")
_SOURCE_IN_CMAKE = re.compile(r"[^\s\"()]+\.cpp\b")
_ROOT_VARIABLES = ("${CMAKE_SOURCE_DIR}/", "${PROJECT_SOURCE_DIR}/")


def check(tree: Tree) -> Iterator[Finding]:
    """All three."""
    yield from _sizes(tree)
    yield from _names(tree)
    yield from _headers(tree)
    yield from _build(tree)


def _sizes(tree: Tree) -> Iterator[Finding]:
    for path, text in tree.files.items():
        is_code = path.endswith((".cpp", ".hpp", ".py", ".sh")) or tree.is_script(path)
        lines = text.count("\n")
        if is_code and lines > MOST_LINES:
            yield Finding(path, MOST_LINES + 1, f"{lines} lines, at most {MOST_LINES}: split it by subject")


def _names(tree: Tree) -> Iterator[Finding]:
    for path in tree.files:
        for part in path.split("/"):
            if _EMPTY_NAME.search(part.split(".")[0].lower()):
                yield Finding(path, 1, f'"{part}" says nothing about what is inside')


def _headers(tree: Tree) -> Iterator[Finding]:
    for path in tree.paths(".hpp"):
        if not tree.files[path].startswith("#pragma once\n"):
            yield Finding(path, 1, "begins with #pragma once")


def _build(tree: Tree) -> Iterator[Finding]:
    listed = set()
    for path in tree.paths("CMakeLists.txt"):
        text = re.sub(r"#[^\n]*", "", tree.files[path])
        for line, content in enumerate(text.split("\n"), start=1):
            for name in _SOURCE_IN_CMAKE.findall(content):
                source = _source_path(path, name)
                found = _matching(tree, source)
                listed.update(found)
                if not found:
                    yield Finding(path, line, f"{source} does not exist")
    for path in tree.paths(".cpp"):
        if path not in listed:
            yield Finding(path, 1, "is in no CMakeLists.txt")


def _source_path(cmake_file: str, name: str) -> str:
    for variable in _ROOT_VARIABLES:
        if name.startswith(variable):
            return posixpath.normpath(name[len(variable) :])
    return posixpath.normpath(posixpath.join(posixpath.dirname(cmake_file), name))


def _matching(tree: Tree, source: str) -> list[str]:
    """A variable inside a name stands for whatever fits: a loop's list is CMake's to check."""
    if "${" not in source:
        return [source] if source in tree.files else []
    pattern = re.compile(r"[^/]*".join(re.escape(part) for part in re.split(r"\$\{\w+\}", source)))
    return [path for path in tree.files if pattern.fullmatch(path)]
