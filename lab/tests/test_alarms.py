"""What the alarms ask, and how recordings become series for promtool."""

import unittest

from lab.alarms.dashboard import load, queries
from lab.alarms.expressions import Rule, Selector, families, rules, selectors, series
from lab.alarms.series import DASHBOARDS, RULES, filled, input_series, notation

_RULES = """
      # a comment with cutwatch_other{x="y"}
      - alert: CutwatchA
        expr: |
          sum by (domain) (increase(cutwatch_a_total{class="4xx", reason=~"tls|loop"}[1h])) > 0
          unless cutwatch_b{} == 1
        for: 5m
      - alert: CutwatchB
        expr: up{job="cutwatch"} == 0
"""


class Expressions(unittest.TestCase):
    def test_rules_and_what_they_ask_for(self) -> None:
        first, second = rules(_RULES)
        self.assertEqual((first.alert, second.alert), ("CutwatchA", "CutwatchB"))
        self.assertEqual(
            [str(each) for each in selectors(first.expr)],
            ['cutwatch_a_total{class="4xx",reason=~"tls|loop"}', "cutwatch_b{}"],
        )
        self.assertEqual([str(each) for each in selectors(second.expr)], ['up{job="cutwatch"}'])

    def test_a_selector_selects_as_prometheus_does(self) -> None:
        some = Selector("a", (("x", "=~", "b|c"), ("y", "!=", "1"), ("z", "=", "")))
        self.assertTrue(some.selects("a", {"x": "b", "y": "2"}))
        for labels in ({"x": "bc"}, {"x": "b", "y": "1"}, {"x": "b", "z": "3"}, {}):
            self.assertFalse(some.selects("a", labels), labels)
        self.assertFalse(some.selects("b", {"x": "b"}))

    def test_what_rules_choose_from(self) -> None:
        both = Rule("X", 'cutwatch_a_total{class="4xx"} > 0 unless up{job="j"} == 1')
        one = Rule("X", 'cutwatch_condition{condition="a", severity="info"} == 1')
        self.assertEqual(
            [str(each) for each in families([both, one])],
            ["cutwatch_a_total{}", "up{}", 'cutwatch_condition{condition="a"}'],
        )

    def test_a_series_as_it_is_written(self) -> None:
        self.assertEqual(series('a{x="1, 2",y="}"}'), ("a", {"x": "1, 2", "y": "}"}))
        self.assertEqual(series("up"), ("up", {}))


class Recorded(unittest.TestCase):
    def test_values_as_promtool_reads_them(self) -> None:
        self.assertEqual(notation([None, None, 0, 0, 1.5, None, None, 2]), "_x2 0x1 1.5 stale _x1 2")

    def test_only_what_a_rule_asks_for_and_instants_stretched(self) -> None:
        told = {'a{x="1"}': [0, 1], 'a{x="2"}': [1, 1], "b_timestamp_seconds": [1000, 1002], "c_timestamp_seconds": [0, 1001]}
        wanted = [Selector("a", (("x", "=", "1"),)), Selector("b_timestamp_seconds"), Selector("c_timestamp_seconds")]
        self.assertEqual(
            input_series(told, wanted),
            [
                """- series: 'a{job="cutwatch",instance="agent:9953",x="1"}'""",
                "  values: '0 1'",
                """- series: 'b_timestamp_seconds{job="cutwatch",instance="agent:9953"}'""",
                "  values: '0 120'",
                """- series: 'c_timestamp_seconds{job="cutwatch",instance="agent:9953"}'""",
                "  values: '0 60'",
            ],
        )

    def test_a_block_is_replaced_and_nothing_else(self) -> None:
        text = "  a:\n    # recorded: r for CutwatchB\n    old\n    # end of the recording\n    - hand\n"
        once = filled(text, _RULES, {"r": {"up": [1, 0], "x": [1, 1]}})
        self.assertIn("    - series: 'up{", once)
        self.assertNotIn("old", once)
        self.assertTrue(once.endswith("    # end of the recording\n    - hand\n"))
        self.assertEqual(filled(once, _RULES, {"r": {"up": [1, 0], "x": [1, 1]}}), once)
        with self.assertRaises(ValueError):
            filled(text.replace("CutwatchB", "CutwatchC"), _RULES, {"r": {}})


class Shipped(unittest.TestCase):
    def test_every_rule_asks_for_something(self) -> None:
        for rule in rules(RULES.read_text(encoding="utf-8")):
            self.assertNotEqual(selectors(rule.expr), [], rule)

    def test_every_variable_of_the_dashboard_is_known(self) -> None:
        dashboard = load(DASHBOARDS / "cutover.json")
        names = {each["name"] for each in dashboard["templating"]["list"]} | {"__rate_interval"}
        found = list(queries(dashboard))
        self.assertGreater(len(found), 20)
        for query in found:
            self.assertNotIn("$", query.with_values({name: name for name in names}))


if __name__ == "__main__":
    unittest.main()
