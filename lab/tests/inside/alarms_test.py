"""The shipped alarms and the shipped dashboard before a real agent: one thing after the other goes wrong in a cutover, a
real Prometheus scrapes it and evaluates the rules, and each alarm fires when its time has come, and no other one.

With CUTWATCH_RECORD_TO=DIRECTORY each act is recorded there: from these `dashboards/tests` is made (lab/alarms/series.py).
"""

import math
import os
import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from lab.addresses import ADDRESSES, DOMAIN
from lab.agent_config import BASE_URL
from lab.alarms import config, live
from lab.alarms.dashboard import Query, load, queries
from lab.alarms.empty_by_nature import ALERTS, PANELS, PANELS_WHEN_CLEAN
from lab.alarms.expressions import families, rules, selectors
from lab.alarms.play import ACTS, Act, Page, is_well
from lab.alarms.recording import record, save
from lab.alarms.series import DASHBOARDS, RULES
from lab.session import LabSession
from lab.story.status_feed import get
from lab.tests.inside.agent import Agent, wait_until

_WHEN_LIMIT, _TOLD_LIMIT, _OVER_LIMIT, _ALARM_LIMIT, _FIRST_LIMIT = 90.0, 60.0, 60.0, 15.0, 40.0
_AFTERMATH = 4.0
_POLL = 0.5
_PATIENCE = 30.0
_VALUES = {
    "domain": DOMAIN,
    "instance": f"{ADDRESSES.agent_web}:{ADDRESSES.agent_web_port}",
    "__rate_interval": "5s",
}
_ALLOWED = {
    "unreachable": {"CutwatchMessageLost"},
    "refused": {"CutwatchMessageLost"},
    "put_off": {"CutwatchMessageLost"},
}
"""Act → other alarms of what it may lead to on a slow machine: mail that waits for longer than it may is lost."""


class AlarmsInTheLab(unittest.TestCase):
    """One play; each test looks at another side of it."""

    told: ClassVar[dict[str, bool]] = {}
    over: ClassVar[dict[str, bool]] = {}
    windows: ClassVar[dict[str, tuple[float, float]]] = {}

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        lab = cls.lab = cls.enterClassContext(LabSession.start(run_dir, config.PLAN.old_ttl, lambda _: None))
        cls.agent = Agent(lab, config.write(lab), _PATIENCE)
        cls.began = time.time()
        cls.was_well = cls.await_page(is_well, _FIRST_LIMIT)
        for act in ACTS:
            cls.play(act)
        cls.complaints = lab.lint_metrics(cls.page())
        cls.ended = time.time()
        cls.kill()

    @classmethod
    def play(cls, act: Act) -> None:
        """Until it is told, Prometheus has had the time to say so, and it is over."""
        begun = time.time()
        cls.await_page(act.when, _WHEN_LIMIT)
        act.begin(cls.lab)
        cls.told[act.name] = cls.await_page(act.is_told, _TOLD_LIMIT)
        if act.fires:
            wait_until(lambda: (*act.fires, "firing") in live.alerts(), _ALARM_LIMIT, _POLL)
        act.end(cls.lab)
        cls.over[act.name] = cls.await_page(act.is_over, _OVER_LIMIT)
        time.sleep(_AFTERMATH)
        cls.save(act.name, act.what, begun)
        cls.windows[act.name] = begun, time.time()
        cls.say(f"{time.time() - begun:5.1f} s  {act.name}: told {cls.told[act.name]}, over {cls.over[act.name]}")

    @classmethod
    def kill(cls) -> None:
        """The end of the agent is the last act."""
        cls.agent.kill()
        wanted = ("CutwatchAgentDown", "critical", "pending")
        cls.is_down_seen = wait_until(lambda: wanted in live.alerts(), _ALARM_LIMIT, _POLL)
        time.sleep(_AFTERMATH)
        cls.save("down", "the agent is killed", cls.ended - _AFTERMATH)

    @classmethod
    def await_page(cls, is_so: Callable[[Page], bool], limit: float) -> bool:
        """Asks Prometheus, which asks the agent each second: nobody else keeps it busy."""
        return wait_until(lambda: is_so(live.page()), limit, _POLL)

    @classmethod
    def save(cls, name: str, what: str, begun: float) -> None:
        if directory := os.environ.get("CUTWATCH_RECORD_TO"):
            wanted = families(rules(RULES.read_text()))
            save(Path(directory) / f"{name}.json", what, record(wanted, begun, time.time()))

    @classmethod
    def say(cls, sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)

    @classmethod
    def page(cls) -> str:
        return get(f"{BASE_URL}/metrics", _PATIENCE)[1].decode("ascii")

    def test_the_play_is_told_as_it_was_played(self) -> None:
        self.assertTrue(self.was_well, self.agent.log())
        for act in ACTS:
            with self.subTest(act=act.name):
                self.assertTrue(self.told[act.name], self.agent.log()[-1500:])
                self.assertTrue(self.over[act.name], self.agent.log()[-1500:])

    def fired(self, act: str) -> set[tuple[str, str]]:
        """Name and severity of the alarms that fired while it was played, by Prometheus's own record."""
        found = live.over('ALERTS{alertstate="firing"}', *self.windows[act])
        return {(each["metric"]["alertname"], each["metric"]["severity"]) for each in found}  # type: ignore[index]

    def test_each_alarm_fires_when_its_time_has_come(self) -> None:
        for act in ACTS:
            if act.fires:
                with self.subTest(act=act.name):
                    self.assertIn(act.fires, self.fired(act.name))
        self.assertTrue(self.is_down_seen)

    def test_no_other_alarm_is_critical_meanwhile(self) -> None:
        for act in ACTS:
            critical = {name for name, severity in self.fired(act.name) if severity == "critical"}
            mine = {act.fires[0]} if act.fires and act.fires[1] == "critical" else set()
            with self.subTest(act=act.name):
                self.assertEqual(critical - mine - _ALLOWED.get(act.name, set()), set())

    def test_a_clean_cutover_raises_none(self) -> None:
        for name in ("clean", "lowered", "switched", "expected"):
            with self.subTest(act=name):
                self.assertEqual(self.fired(name), set())

    def test_prometheus_evaluates_every_rule(self) -> None:
        self.assertEqual(live.loaded_rules(), len(list(rules(RULES.read_text()))))
        self.assertEqual(live.rule_faults(), [])

    def test_every_series_that_a_rule_asks_for_is_there(self) -> None:
        for rule in rules(RULES.read_text()):
            for selector in selectors(rule.expr):
                with self.subTest(alert=rule.alert, selector=str(selector)):
                    self.assertNotEqual(live.over(str(selector), self.began, self.ended), [])

    def test_every_rule_is_true_once_or_is_named(self) -> None:
        for rule in rules(RULES.read_text()):
            with self.subTest(alert=rule.alert, expr=rule.expr):
                found = live.over(rule.expr, self.began, time.time())
                first = str(selectors(rule.expr)[0])
                self.assertTrue(found or first in ALERTS or rule.expr.startswith("absent("))

    def test_what_is_named_as_empty_is_there(self) -> None:
        titles = {query.panel for query in queries(load(DASHBOARDS / "cutover.json"))}
        self.assertLessEqual({*PANELS, *PANELS_WHEN_CLEAN}, titles)
        firsts = {str(selectors(rule.expr)[0]) for rule in rules(RULES.read_text())}
        self.assertLessEqual(set(ALERTS), firsts)

    def test_every_query_of_the_dashboard_returns_data(self) -> None:
        for query in queries(load(DASHBOARDS / "cutover.json")):
            with self.subTest(panel=query.panel, expr=query.expr):
                found = live.over(query.with_values(_VALUES), self.began, self.ended)
                if query.panel in PANELS:
                    self.assertEqual(found, [])
                else:
                    self.assert_data(query, found)

    def assert_data(self, query: Query, found: list[dict[str, object]]) -> None:
        values = [float(value) for each in found for _, value in each["values"]]  # type: ignore[attr-defined]
        self.assertTrue(any(math.isfinite(value) for value in values), "no data")
        for each in found:
            labels = set(each["metric"])  # type: ignore[call-overload]
            self.assertLessEqual(query.legend_labels, labels, "the legend names a label that is not there")

    def test_variables_have_values(self) -> None:
        found = live.instant("cutwatch_cutover_phase offset 30s")
        domains = {each["metric"]["domain"] for each in found}  # type: ignore[index]
        self.assertEqual(domains, {DOMAIN})

    def test_promtool_has_nothing_against_the_page(self) -> None:
        self.assertEqual(self.complaints, "")


if __name__ == "__main__":
    unittest.main()
