"""C++ text without what is not code. Lines stay where they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = r"//[^\n]*|/\*.*?\*/"
_RAW_STRING = r'R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)"'
_STRING = r'"(?:\\.|[^"\\\n])*"'
# Not after a digit: 30'000 is a number.
_CHARACTER = r"(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"
_NO_CODE = re.compile(f"{_COMMENT}|{_RAW_STRING}|{_STRING}|{_CHARACTER}", re.DOTALL)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?P<open>["<])(?P<what>[^">]+)[">]', re.MULTILINE)


@dataclass(frozen=True)
class Include:
    """One `#include`."""

    line: int
    what: str
    is_ours: bool
    """In quotes: a file of this tree."""


def without_comments(text: str) -> str:
    """Strings and character literals stay."""
    return _NO_CODE.sub(lambda found: _blank(found[0]) if found[0].startswith("/") else found[0], text)


def code_of(text: str) -> str:
    """Neither comments nor literals."""
    return _NO_CODE.sub(lambda found: _blank(found[0]), text)


def includes(text: str) -> Iterator[Include]:
    """In the order of the file; those in comments are none."""
    plain = without_comments(text)
    for found in _INCLUDE.finditer(plain):
        yield Include(line_at(plain, found.start("open")), found["what"], found["open"] == '"')


def line_at(text: str, offset: int) -> int:
    """Lines count from one."""
    return text.count("\n", 0, offset) + 1


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
