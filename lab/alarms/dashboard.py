"""The queries of a Grafana dashboard."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LABEL = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")


@dataclass(frozen=True)
class Query:
    """One query of one panel, or of an annotation."""

    panel: str
    expr: str
    legend_labels: frozenset[str]
    """Labels that the legend shows, which the result must have."""
    is_instant: bool

    def with_values(self, values: Mapping[str, str]) -> str:
        """As Grafana sends it; KeyError for a variable that nobody knows."""
        return _VARIABLE.sub(lambda found: values[found[1]], self.expr)


def load(path: Path) -> dict[str, Any]:
    """The dashboard as it is in the file."""
    dashboard = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(dashboard, dict)
    return dashboard


def panels(dashboard: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """All but rows, those within folded rows too."""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel.get("panels", [])
        else:
            yield panel


def queries(dashboard: Mapping[str, Any]) -> Iterator[Query]:
    """Those of panels, in their order, then those of annotations."""
    for panel in panels(dashboard):
        for target in panel.get("targets", []):
            labels = frozenset(_LABEL.findall(target.get("legendFormat", "")))
            yield Query(panel["title"], target["expr"], labels, bool(target.get("instant")))
    for annotation in dashboard.get("annotations", {}).get("list", []):
        if "expr" in annotation:
            labels = frozenset(_LABEL.findall(annotation.get("titleFormat", "")))
            yield Query(f"annotation {annotation['name']}", annotation["expr"], labels, False)
