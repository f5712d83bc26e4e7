"""Every place that a document, or a comment, points to exists."""

import posixpath
import re
from collections.abc import Iterator

from style.cpp import line_at
from style.finding import Finding
from style.tree import Tree

_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(?P<text>.+?) *$", re.MULTILINE)
_MENTION = re.compile(r"(?<![\w/.-])docs/(?:decisions/(?P<number>\d{4})\b[\w-]*(?:\.md)?|(?:[a-z_]+/)?[\w-]+\.md)")
_SOURCES = (".cpp", ".hpp", ".py", ".cmake", ".sh", "CMakeLists.txt")
_ELSEWHERE = "KnowledgeBaseDNS docs/"
"""A page of another project that core/dns/catalogue.cpp names as its source."""


def check(tree: Tree) -> Iterator[Finding]:
    """Links and images in documents, with their anchors; documents named in code."""
    for path in tree.paths(".md"):
        yield from _links(tree, path)
    for path in tree.paths(*_SOURCES):
        if not path.startswith("tests/style/"):
            yield from _mentions(tree, path)


def _links(tree: Tree, path: str) -> Iterator[Finding]:
    text = _prose(tree.files[path])
    for found in _LINK.finditer(text):
        target, _, anchor = found["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        line = line_at(text, found.start())
        document = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
        is_folder = any(other.startswith(document + "/") for other in tree.files)
        if document not in tree.files and not is_folder:
            yield Finding(path, line, f"{found['target']} leads nowhere")
        elif anchor and anchor not in anchors(tree.files.get(document, "")):
            yield Finding(path, line, f"{document} has no heading for #{anchor}")


def _mentions(tree: Tree, path: str) -> Iterator[Finding]:
    text = tree.files[path]
    for found in _MENTION.finditer(text):
        if text[: found.end()].endswith(_ELSEWHERE + found[0].removeprefix("docs/")):
            continue
        if not _exists(tree, found):
            yield Finding(path, line_at(text, found.start()), f"{found[0]} does not exist")


def _exists(tree: Tree, found: re.Match[str]) -> bool:
    if found[0].endswith(".md"):
        return found[0] in tree.files
    return any(path.startswith(f"docs/decisions/{found['number']}-") for path in tree.files)


def _prose(text: str) -> str:
    for pattern in (_FENCE, _CODE):
        text = pattern.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
    return text


def anchors(text: str) -> set[str]:
    """As GitHub makes them: lower case, blanks to hyphens, all else but letters, digits, - and _ left out."""
    headings = _HEADING.finditer(_FENCE.sub("", text))
    return {re.sub(r"[^\w -]", "", found["text"].lower()).replace(" ", "-") for found in headings}
