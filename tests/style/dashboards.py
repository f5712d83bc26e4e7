"""Metrics, conditions, alarms, dashboards, runbooks and tests of alarms agree: none of them can drift from the others."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from style.cpp import line_at
from style.finding import Finding
from style.links import anchors
from style.program import Ask, conditions, metrics
from style.tree import Tree

ALERTS = "dashboards/alerts.yml"
TESTS = "dashboards/tests/"
FOLDER = "dashboards/"

_RULE = re.compile(r"^ +- alert: (?P<name>\w+)\n(?P<body>(?: {8}.*\n|\n| +#.*\n)*)", re.MULTILINE)
_KEY = re.compile(r"^ +(?P<key>severity|condition|cause|summary|description|runbook_url): (?P<value>.*)$", re.MULTILINE)
_SELECTOR = re.compile(r"\b(?P<name>(?:cutwatch|process)_\w+)(?:\{(?P<matchers>[^}]*)\})?")
_LABEL = re.compile(r"(?P<label>\w+)\s*(?:=~|!~|!=|=)")
_CONDITION = re.compile(r'\bcutwatch_condition\{[^}]*\bcondition=~?"(?P<ids>[^"]+)"')
_CASE = re.compile(
    r"^ +alertname: (?P<name>\w+)\n +exp_alerts:(?:(?P<none> \[\])|(?P<alerts>(?:\n {10}.*)+))$", re.MULTILINE
)
_ASIDE = re.compile(r"\b(?P<key>condition|cause): (?P<value>\w+)")
_OF_HISTOGRAMS = ("_bucket", "_sum", "_count")
_OF_TARGETS = frozenset({"job", "instance"})
"""Labels that Prometheus adds."""

_COLUMNS = 24
_SEVERITY = re.compile(r"critical|warning|info|.*\{\{.*\}\}.*")


@dataclass(frozen=True)
class Rule:
    """One alarm as it is written."""

    name: str
    line: int
    keys: dict[str, str]

    @property
    def aside(self) -> tuple[str, str] | None:
        """The label that tells it from others of its name."""
        return next(((key, self.keys[key]) for key in ("condition", "cause") if key in self.keys), None)


def check(tree: Tree, ask: Ask) -> Iterator[Finding]:
    """All of it."""
    known, judged = metrics(ask), conditions(ask)
    for path in tree.paths(".yml", ".json", ".md", below=(FOLDER,)):
        if "/recorded/" not in path:
            yield from _metrics(tree, path, known)
            yield from _conditions(tree, path, judged)
    for rule in rules(tree):
        yield from _rule(tree, rule, judged)
    yield from _tests(tree)
    yield from _dashboards(tree)


def rules(tree: Tree) -> list[Rule]:
    """The alarms, several of one name among them."""
    text = tree.files.get(ALERTS, "")
    found = []
    for match in _RULE.finditer(text):
        keys = {each["key"]: _unquoted(each["value"]) for each in _KEY.finditer(match["body"])}
        found.append(Rule(match["name"], line_at(text, match.start("name")), keys))
    return found


def _metrics(tree: Tree, path: str, known: dict[str, frozenset[str]]) -> Iterator[Finding]:
    """Names, and the labels by which they are selected."""
    text = _plain(tree.files[path])
    for found in _SELECTOR.finditer(text):
        name = found["name"]
        is_histogram = name not in known
        for suffix in _OF_HISTOGRAMS:
            name = name if name in known else name.removesuffix(suffix)
        line = line_at(text, found.start())
        if name not in known:
            yield Finding(path, line, f"{found['name']} is no metric of the program")
            continue
        allowed = known[name] | _OF_TARGETS | ({"le"} if is_histogram else set())
        for label in _LABEL.findall(found["matchers"] or ""):
            if label not in allowed:
                yield Finding(path, line, f"{name} has no label {label}")


def _conditions(tree: Tree, path: str, judged: dict[str, str]) -> Iterator[Finding]:
    text = _plain(tree.files[path])
    for found in _CONDITION.finditer(text):
        for name in found["ids"].split("|"):
            if name not in judged:
                yield Finding(path, line_at(text, found.start()), f"there is no condition {name}")


def _rule(tree: Tree, rule: Rule, judged: dict[str, str]) -> Iterator[Finding]:
    """Severity and words are there; a condition's are the condition's; the runbook has the heading."""
    for key in ("severity", "summary", "description", "runbook_url"):
        if not rule.keys.get(key):
            yield Finding(ALERTS, rule.line, f"{rule.name} has no {key}")
    if not _SEVERITY.fullmatch(rule.keys.get("severity", "")):
        yield Finding(ALERTS, rule.line, f"{rule.name}: severity is critical, warning or info")
    condition = rule.keys.get("condition")
    if condition is not None and rule.keys.get("description") != judged.get(condition):
        yield Finding(ALERTS, rule.line, f"{rule.name}: the description of {condition} is: {judged.get(condition)}")
    page, _, anchor = rule.keys.get("runbook_url", "").partition("#")
    if anchor != rule.name.lower() or anchor not in anchors(tree.files.get(page, "")):
        yield Finding(ALERTS, rule.line, f"{rule.name}: {page} has no heading for #{rule.name.lower()}")


def _tests(tree: Tree) -> Iterator[Finding]:
    """Each rule fires in one case, and each alarm is silent in another."""
    fires: set[tuple[str, tuple[str, str] | None]] = set()
    silent = set()
    for path in tree.paths(".yml", below=(TESTS,)):
        for case in _CASE.finditer(tree.files[path]):
            if case["none"]:
                silent.add(case["name"])
                continue
            for alert in case["alerts"].split("- exp_labels:")[1:]:
                aside = _ASIDE.search(alert)
                fires.add((case["name"], (aside["key"], aside["value"]) if aside else None))
    for rule in rules(tree):
        if (rule.name, rule.aside) not in fires:
            yield Finding(ALERTS, rule.line, f"{rule.name} {rule.aside or ''}: no test below {TESTS} in which it fires")
        if rule.name not in silent:
            yield Finding(ALERTS, rule.line, f"{rule.name}: no test below {TESTS} in which it is silent")


def _dashboards(tree: Tree) -> Iterator[Finding]:
    """What Grafana would not tell: ids, words, units and places of panels."""
    for path in tree.paths(".json", below=(FOLDER,)):
        if "/recorded/" in path:
            continue
        dashboard = json.loads(tree.files[path])
        panels = [*dashboard["panels"], *(inner for row in dashboard["panels"] for inner in row.get("panels", []))]
        ids = [panel["id"] for panel in panels]
        if len(set(ids)) != len(ids):
            yield Finding(path, 1, "two panels have one id")
        for panel in panels:
            if panel["type"] != "row":
                yield from _panel(path, panel)
        yield from _overlaps(path, dashboard["panels"])


def _panel(path: str, panel: dict) -> Iterator[Finding]:
    title = panel.get("title", "")
    if not title or not panel.get("description"):
        yield Finding(path, 1, f"panel {panel['id']} {title!r} has no title or no description")
    if panel.get("datasource", {}).get("uid") != "${datasource}":
        yield Finding(path, 1, f"panel {title!r} has a data source of its own")
    defaults = panel["fieldConfig"]["defaults"]
    if panel["type"] in ("stat", "timeseries") and not defaults.get("unit"):
        yield Finding(path, 1, f"panel {title!r} has no unit")
    for target in panel.get("targets", []):
        if not target.get("expr") or 'domain="$domain"' not in target["expr"] and not target["expr"].startswith("up"):
            yield Finding(path, 1, f"panel {title!r} asks for more than its domain")


def _overlaps(path: str, panels: list[dict]) -> Iterator[Finding]:
    taken: dict[tuple[int, int], str] = {}
    for panel in panels:
        place = panel["gridPos"]
        right, bottom = place["x"] + place["w"], place["y"] + place["h"]
        cells = [(x, y) for x in range(place["x"], right) for y in range(place["y"], bottom)]
        if right > _COLUMNS or any(cell in taken for cell in cells):
            yield Finding(path, 1, f"panel {panel.get('title')!r} lies over another one, or beyond the edge")
        taken |= dict.fromkeys(cells, panel.get("title", ""))


def _plain(text: str) -> str:
    """JSON's quotes inside of its texts."""
    return text.replace('\\"', '"')


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        return str(json.loads(value))
    if value.startswith("'"):
        return value[1:-1].replace("''", "'")
    return value
