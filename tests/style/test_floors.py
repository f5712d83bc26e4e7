"""The order of floors and rooms, seen failing."""

import unittest

from style import floors
from style.tree import Tree


def complaints(**files: str) -> list[str]:
    """Of a tree with these files; `__` stands for a slash, the suffix is .hpp."""
    tree = Tree({f"{name.replace('__', '/')}.hpp": text for name, text in files.items()})
    return [str(finding) for finding in floors.check(tree)]


class Floors(unittest.TestCase):
    """One floor to another."""

    def test_a_lower_floor_may_be_seen(self) -> None:
        self.assertEqual(complaints(net__a='#include "core/dns/b.hpp"\n', core__dns__b=""), [])

    def test_a_higher_floor_may_not(self) -> None:
        found = complaints(net__a='\n#include "probes/b.hpp"\n', probes__b="")
        self.assertEqual(found, ["net/a.hpp:2: net/ may not include probes/; see docs/architecture.md, Floors"])

    def test_exporters_see_core_only(self) -> None:
        for floor in ("runtime", "net", "probes", "agent"):
            found = complaints(**{"exporters__a": f'#include "{floor}/b.hpp"\n', f"{floor}__b": ""})
            self.assertEqual(len(found), 1, floor)

    def test_no_floor_sees_tests(self) -> None:
        self.assertEqual(len(complaints(agent__a='#include "tests/b.hpp"\n', tests__b="")), 1)

    def test_an_include_is_a_path_from_the_root(self) -> None:
        found = complaints(net__a='#include "b.hpp"\n', net__b="")
        self.assertEqual(found, ["net/a.hpp:1: b.hpp is no path from the root to a file"])

    def test_what_is_commented_out_is_no_include(self) -> None:
        self.assertEqual(complaints(core__dns__a='// #include "agent/b.hpp"\n/*\n#include "agent/b.hpp"\n*/\n'), [])


class Rooms(unittest.TestCase):
    """Inside core/."""

    def test_an_upper_room_sees_a_lower_one(self) -> None:
        self.assertEqual(complaints(core__cutover__a='#include "core/dns/b.hpp"\n', core__dns__b=""), [])

    def test_a_lower_room_does_not_see_an_upper_one(self) -> None:
        found = complaints(core__dns__a='#include "core/snapshot/b.hpp"\n', core__snapshot__b="")
        self.assertEqual(found, ["core/dns/a.hpp:1: core/dns may not include core/snapshot"])

    def test_dns_and_mail_do_not_know_each_other(self) -> None:
        self.assertEqual(len(complaints(core__dns__a='#include "core/mail/b.hpp"\n', core__mail__b="")), 1)
        self.assertEqual(len(complaints(core__mail__a='#include "core/dns/b.hpp"\n', core__dns__b="")), 1)

    def test_the_snapshot_counts_in_histograms_and_knows_no_other_metric(self) -> None:
        histogram, family = "core/histogram/histogram.hpp", "core/metrics/family.hpp"
        tree = {histogram: "", family: "", "core/snapshot/a.hpp": f'#include "{histogram}"\n#include "{family}"\n'}
        found = [finding.line for finding in floors.check(Tree(tree))]
        self.assertEqual(found, [2])

    def test_inside_cutover_a_room_sees_those_below_it_only(self) -> None:
        rooms = {"core/cutover/plan/p.hpp": "", "core/cutover/gates/g.hpp": "", "core/cutover/all.hpp": ""}
        seen = {path: f'#include "{path}"\n' for path in rooms}
        for path, included, allowed in (
            ("core/cutover/gates/a.hpp", "core/cutover/plan/p.hpp", True),
            ("core/cutover/gates/a.hpp", "core/cutover/gates/g.hpp", True),
            ("core/cutover/all.hpp", "core/cutover/gates/g.hpp", True),
            ("core/cutover/plan/a.hpp", "core/cutover/gates/g.hpp", False),
            ("core/cutover/gates/a.hpp", "core/cutover/all.hpp", False),
            ("core/metrics/a.hpp", "core/cutover/all.hpp", True),
        ):
            found = [*floors.check(Tree(rooms | {path: seen[included]}))]
            self.assertEqual(len(found), 0 if allowed else 1, (path, included))

    def test_a_room_that_nobody_placed_is_a_finding(self) -> None:
        self.assertEqual(len(complaints(core__new__a='#include "core/dns/b.hpp"\n', core__dns__b="")), 1)
