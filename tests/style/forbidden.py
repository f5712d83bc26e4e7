"""What no file of this tree holds."""

import re
from collections.abc import Iterator

from style.cpp import code_of, line_at
from style.finding import Finding
from style.tree import Tree

_CPP_CALLS = {
    re.compile(r"\b(?:system|popen)\s*\("): "starts a shell",
    re.compile(r"\b(?:strcpy|strcat|v?sprintf|gets)\s*\("): "writes without a bound",
    re.compile(r"\bldns_resolver_\w+"): "blocks, and takes forged replies for real (docs/decisions/0012)",
}
_PYTHON_CALLS = {
    re.compile(r"\bos\.(?:system|popen)\s*\(|\bshell=True\b"): "starts a shell",
}
_PROGRAM_CALLS = {
    re.compile(r"\bdetached\b"): "an error nobody hears of: give co_spawn a handler",
    re.compile(r"\bfmt::print\(\s*stderr\b"): "throws where nobody takes it: talk() does not",
}
# Put together here, so that this file does not hold what it looks for.
_MARK = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
_MACHINE_PATH = re.compile(r"(?<![\w.~$}/-])/(?:home|root|work|Users|mnt|opt|workspace)/[\w.-]")


def check(tree: Tree) -> Iterator[Finding]:
    """Calls in code; marks and paths anywhere."""
    for path, text in tree.files.items():
        if path.endswith((".cpp", ".hpp")):
            yield from _calls(path, code_of(text), _CPP_CALLS)
            if not path.startswith("tests/"):
                yield from _calls(path, code_of(text), _PROGRAM_CALLS)
        if path.endswith(".py") and not path.startswith("tests/style/"):
            yield from _calls(path, text, _PYTHON_CALLS)
        yield from _calls(path, text, {_MARK: "do it, or write down what is not done in docs/architecture.md"})
        if path != "LICENSE" and not path.startswith("tests/style/test_"):
            yield from _calls(path, text, {_MACHINE_PATH: "a path that exists on one machine"})


def _calls(path: str, text: str, rules: dict[re.Pattern[str], str]) -> Iterator[Finding]:
    for pattern, why in rules.items():
        for found in pattern.finditer(text):
            yield Finding(path, line_at(text, found.start()), f"{found[0].strip()}: {why}")
