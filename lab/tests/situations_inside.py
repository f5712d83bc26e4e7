"""The 22 situations that today's tools were put into (peers.md), walked by the agent: detected, named, no false alarm.

What those tools come to together: 20 detected, 12 to 16 causes named, 5 false alarms.
"""

import itertools
import json
import sys
import unittest
from collections.abc import Iterable, Mapping
from typing import Any

from lab.tests.inside.situation_walk import MARK
from lab.tests.inside_runner import follow_inside, run_side_by_side

_SUITES = ("AtTheOldServer", "AtTheProxy", "Resolvers")
_LONGEST = 280.0
_SITUATIONS = 22


class TwentyTwoSituations(unittest.TestCase):
    def test_each_is_detected_and_named_and_nobody_is_woken_for_nothing(self) -> None:
        said = run_side_by_side(self, [f"situations_test.{suite}" for suite in _SUITES], _LONGEST)
        rows = [row for suite in _SUITES for row in _rows(said[f"situations_test.{suite}"])]
        table = _by_number(rows)
        detected = [number for number, found in table.items() if all(row["is_told"] and row["is_in_time"] for row in found)]
        named = [number for number, found in table.items() if all(row["is_named"] for row in found)]
        alarms = [f"{row['name']}: {alarm}" for row in rows for alarm in row["alarms"]]
        print(_told(table, rows), file=sys.stderr)
        print(f"{len(detected)} detected, {len(named)} named, {len(alarms)} false alarms", file=sys.stderr, flush=True)
        self.assertEqual(len(table), _SITUATIONS)
        self.assertEqual(len(detected), _SITUATIONS)
        self.assertEqual(len(named), _SITUATIONS)
        self.assertEqual(alarms, [])


class SituationsByExim(unittest.TestCase):
    def test_a_log_of_another_make_tells_the_same(self) -> None:
        follow_inside(self, "situations_test.ByExim", _LONGEST)


def _rows(said: str) -> Iterable[Mapping[str, Any]]:
    return (json.loads(line.partition(MARK)[2]) for line in said.splitlines() if MARK in line)


def _by_number(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """By the rows of peers.md, in their order; 12a and 12b are one."""
    numbered = sorted((row for row in rows if row["number"]), key=lambda row: _order(row["number"]))
    return {number: list(found) for number, found in itertools.groupby(numbered, lambda row: _row_of(row["number"]))}


def _row_of(number: str) -> str:
    return number.rstrip("ab")


def _order(number: str) -> tuple[bool, int, str]:
    row = _row_of(number)
    return row.startswith("r"), int(row.lstrip("r")), number


def _told(table: Mapping[str, list[Mapping[str, Any]]], rows: Iterable[Mapping[str, Any]]) -> str:
    """One line a row, those of no number last."""
    ordered = [row for found in table.values() for row in found] + [row for row in rows if not row["number"]]
    return "\n".join(["", *map(_line, ordered)])


def _line(row: Mapping[str, Any]) -> str:
    told = "MISSED" if not row["is_told"] else "detected" if row["is_in_time"] else "LATE"
    named = "named" if row["is_named"] else "NOT NAMED"
    alarms = f"  ALARM {', '.join(row['alarms'])}" if row["alarms"] else ""
    return f"{row['number']:>4} {row['seconds']:5.1f} s  {row['name']:<66} {told}, {named}{alarms}"


if __name__ == "__main__":
    unittest.main()
