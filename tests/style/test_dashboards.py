"""The rules about alarms and dashboards, each seen failing on a planted fault."""

import json
import unittest

from style import dashboards
from style.tree import Tree

SAID = {
    ("metrics",): "| `cutwatch_condition` | gauge | domain, condition, severity | y |\n"
    "| `cutwatch_a_total` | counter | domain, class | y |\n"
    "| `cutwatch_b_seconds` | histogram | domain | y |\n",
    ("explain",): "| [`broken`](runbooks/conditions.md#broken) † | critical | Is it? | It is: so. | Mend it. |\n",
}
RULE = """groups:
  - name: x
    rules:
      - alert: CutwatchX
        expr: cutwatch_condition{condition="broken"} == 1
        labels:
          severity: "{{ $labels.severity }}"
          condition: broken
        annotations:
          summary: X.
          description: "It is: so. Mend it."
          runbook_url: docs/runbooks/alerts.md#cutwatchx
"""
CASES = """
      - eval_time: 1m
        alertname: CutwatchX
        exp_alerts: []
      - eval_time: 2m
        alertname: CutwatchX
        exp_alerts:
          - exp_labels: { severity: critical, condition: broken }
"""
PANEL = {
    "id": 1,
    "type": "timeseries",
    "title": "A",
    "description": "What A is.",
    "datasource": {"type": "prometheus", "uid": "${datasource}"},
    "fieldConfig": {"defaults": {"unit": "s"}},
    "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8},
    "targets": [{"expr": 'rate(cutwatch_b_seconds_bucket{domain="$domain", le="1"}[5m])'}],
}


def found(rule: str = RULE, cases: str = CASES, panels: tuple[dict, ...] = (PANEL,)) -> list[str]:
    """What is said against such a tree."""
    files = {
        "dashboards/alerts.yml": rule,
        "dashboards/tests/x.yml": cases,
        "dashboards/cutover.json": json.dumps({"panels": panels}),
        "docs/runbooks/alerts.md": "# Alarms\n\n## CutwatchX\nIt.\n",
    }
    return [finding.text for finding in dashboards.check(Tree(files), SAID.__getitem__)]


def changed(**keys: object) -> dict:
    """The panel, but for these."""
    return PANEL | keys


class Dashboards(unittest.TestCase):
    """What is good, and each fault."""

    def assert_said(self, words: str, texts: list[str]) -> None:
        self.assertTrue(any(words in text for text in texts), texts)

    def test_a_good_tree(self) -> None:
        self.assertEqual(found(), [])

    def test_metrics_labels_and_conditions_that_are_not_there(self) -> None:
        self.assert_said("cutwatch_gone is no metric", found(RULE + "# cutwatch_gone\n"))
        self.assert_said("has no label colour", found(RULE + '# cutwatch_a_total{colour="red"}\n'))
        self.assert_said("has no label le", found(RULE + '# cutwatch_a_total{le="1"}\n'))
        self.assert_said("no condition gone", found(RULE + '# cutwatch_condition{condition=~"broken|gone"}\n'))
        expr = [{"expr": 'cutwatch_gone_total{domain="$domain"}'}]
        self.assert_said("cutwatch_gone_total is no metric", found(panels=(changed(targets=expr),)))

    def test_words_of_a_rule(self) -> None:
        self.assert_said("the description of broken is", found(RULE.replace("Mend it.", "Leave it.")))
        self.assert_said("no heading for #cutwatchx", found(RULE.replace("#cutwatchx", "#elsewhere")))
        self.assert_said("no heading for #cutwatchx", found(RULE.replace("alerts.md", "gone.md")))
        self.assert_said("has no summary", found(RULE.replace("summary: X.", "title: X.")))
        self.assert_said("severity is", found(RULE.replace('"{{ $labels.severity }}"', "page")))

    def test_tests_of_a_rule(self) -> None:
        quiet, loud = CASES.index("      - eval_time: 1m"), CASES.index("      - eval_time: 2m")
        self.assert_said("in which it is silent", found(cases=CASES[loud:]))
        self.assert_said("in which it fires", found(cases=CASES[quiet:loud]))
        self.assert_said("in which it fires", found(cases=CASES.replace("condition: broken", "condition: other")))

    def test_panels(self) -> None:
        self.assert_said("no description", found(panels=(changed(description=""),)))
        self.assert_said("no unit", found(panels=(changed(fieldConfig={"defaults": {}}),)))
        self.assert_said("data source of its own", found(panels=(changed(datasource={"uid": "x"}),)))
        self.assert_said("more than its domain", found(panels=(changed(targets=[{"expr": "cutwatch_a_total"}]),)))
        self.assert_said("have one id", found(panels=(PANEL, changed(gridPos={"x": 12, "y": 0, "w": 12, "h": 8}))))
        self.assert_said("lies over another", found(panels=(PANEL, changed(id=2))))


if __name__ == "__main__":
    unittest.main()
