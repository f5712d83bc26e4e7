"""PromQL as far as it is used in `dashboards/`: which series an expression asks for, and which rules there are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_SELECTOR = re.compile(r"\b(?P<name>(?:cutwatch|process)_\w+|up)\b(?:\{(?P<matchers>[^}]*)\})?")
_MATCHER = re.compile(r'(?P<label>\w+)\s*(?P<operator>=~|!~|!=|=)\s*"(?P<value>[^"]*)"')
_LABEL = re.compile(r'(?P<label>\w+)="(?P<value>(?:[^"\\]|\\.)*)"')
_RULE = re.compile(r"^ +- alert: (?P<name>\w+)$", re.MULTILINE)
_EXPR = re.compile(r"^(?P<indent> +)expr: (?P<first>.*)\n(?P<rest>(?:(?P=indent) +.*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Selector:
    """Series by name and labels."""

    name: str
    matchers: tuple[tuple[str, str, str], ...] = ()
    """Label, operator, value."""

    def __str__(self) -> str:
        inside = ",".join(f'{label}{operator}"{value}"' for label, operator, value in self.matchers)
        return f"{self.name}{{{inside}}}"

    def family(self) -> "Selector":
        """All series of the metric, those that are left out too; of the conditions the one that is meant."""
        return Selector(self.name, tuple(each for each in self.matchers if each[0] == "condition"))

    def selects(self, name: str, labels: dict[str, str]) -> bool:
        """Whether a series is one of those; a label that it has not is empty."""
        return name == self.name and all(_fits(op, value, labels.get(label, "")) for label, op, value in self.matchers)


@dataclass(frozen=True)
class Rule:
    """One rule of `alerts.yml`."""

    alert: str
    expr: str


def selectors(expr: str) -> list[Selector]:
    """In the order in which they are written, each once."""
    found = []
    for match in _SELECTOR.finditer(expr):
        matchers = tuple((m["label"], m["operator"], m["value"]) for m in _MATCHER.finditer(match["matchers"] or ""))
        found.append(Selector(match["name"], matchers))
    return list(dict.fromkeys(found))


def families(rules_of_one: Iterable[Rule]) -> list[Selector]:
    """What the rules choose from, each once."""
    return list(dict.fromkeys(each.family() for rule in rules_of_one for each in selectors(rule.expr)))


def series(written: str) -> tuple[str, dict[str, str]]:
    """Name and labels of a series as a page of metrics has it."""
    name, _, labels = written.partition("{")
    return name, {m["label"]: m["value"] for m in _LABEL.finditer(labels)}


def rules(text: str) -> Iterator[Rule]:
    """Those of a file of rules, in its order. It is our own, so that its form is known."""
    text = _COMMENT.sub("", text)
    starts = [match.start() for match in _RULE.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        block = text[start:end]
        name, expr = _RULE.search(block), _EXPR.search(block)
        if name is None or expr is None:
            raise ValueError(f"a rule without an expression: {block[:80]!r}")
        words = expr["rest"] if expr["first"] == "|" else expr["first"]
        yield Rule(name["name"], " ".join(words.split()))


def _fits(operator: str, wanted: str, value: str) -> bool:
    match operator:
        case "=":
            return value == wanted
        case "!=":
            return value != wanted
        case "=~":
            return re.fullmatch(wanted, value) is not None
        case _:
            return re.fullmatch(wanted, value) is None
