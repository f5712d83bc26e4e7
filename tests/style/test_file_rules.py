"""The rules about files and the changelog, each seen failing on a planted fault."""

import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from style import changelog, decisions, files, formatting
from style.tree import Tree

HEADER = "#pragma once\n"


def paths(check, tree: dict[str, str]) -> list[str]:
    """What the check complains about."""
    return [finding.path for finding in check(Tree(tree))]


class Files(unittest.TestCase):
    """Size, name, place in the build."""

    def test_four_hundred_lines_are_enough(self) -> None:
        for path in ("core/a.hpp", "lab/a.py", "script/lib/a.sh"):
            self.assertEqual(paths(files.check, {path: HEADER + "\n" * 399}), [], path)
            self.assertEqual(paths(files.check, {path: HEADER + "\n" * 400}), [path])

    def test_scripts_without_a_suffix_are_counted_too(self) -> None:
        self.assertEqual(paths(files.check, {"script/a": "#!/usr/bin/env bash\n" + "\n" * 400}), ["script/a"])
        self.assertEqual(paths(files.check, {"docs/a.md": "\n" * 900}), [])

    def test_names_that_say_nothing_are_found(self) -> None:
        for path in ("core/utils.hpp", "net/dns_helpers.hpp", "net/common/a.hpp", "agent/probe_manager.hpp"):
            self.assertEqual(paths(files.check, {path: HEADER}), [path])
        self.assertEqual(paths(files.check, {"core/command.hpp": HEADER, "core/commonplace.hpp": HEADER}), [])

    def test_a_header_begins_with_its_guard(self) -> None:
        self.assertEqual(paths(files.check, {"core/a.hpp": "// #pragma once\n"}), ["core/a.hpp"])

    def test_a_source_that_no_cmake_file_lists(self) -> None:
        tree = {"core/CMakeLists.txt": "target_sources(x PRIVATE a.cpp)\n# b.cpp\n", "core/a.cpp": "", "core/b.cpp": ""}
        self.assertEqual(paths(files.check, tree), ["core/b.cpp"])

    def test_a_listed_source_that_does_not_exist(self) -> None:
        tree = {"core/CMakeLists.txt": "target_sources(x PRIVATE\n  dns/a.cpp)\n"}
        self.assertEqual([str(finding) for finding in files.check(Tree(tree))],
                         ["core/CMakeLists.txt:2: core/dns/a.cpp does not exist"])

    def test_paths_from_the_root_and_from_below_are_understood(self) -> None:
        tree = {"tests/x/CMakeLists.txt": "add(${CMAKE_SOURCE_DIR}/core/a.cpp ../b_test.cpp)\n", "core/a.cpp": "",
                "tests/b_test.cpp": ""}
        self.assertEqual(paths(files.check, tree), [])

    def test_a_loop_over_names_lists_what_fits(self) -> None:
        tree = {"tests/x/CMakeLists.txt": "foreach(m a b)\n  add(y m/${m}.cpp)\n", "tests/x/m/a.cpp": "",
                "tests/x/m/b.cpp": "", "tests/x/c.cpp": ""}
        self.assertEqual(paths(files.check, tree), ["tests/x/c.cpp"])
        self.assertEqual(paths(files.check, {"tests/x/CMakeLists.txt": "add(y m/${m}.cpp)"}), ["tests/x/CMakeLists.txt"])

    def test_reading_leaves_out_what_was_built(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for path in ("core/a.cpp", "build/b.cpp", ".git/c.cpp", "lab/__pycache__/d.py"):
                Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, path).write_text("x")
            Path(folder, "core/binary").write_bytes(b"\xff\xfe")
            self.assertEqual(Tree.read(Path(folder)).files, {"core/a.cpp": "x", "core/binary": ""})


class Changelog(unittest.TestCase):
    """[CHANGE] [FEATURE] [ENHANCEMENT] [BUGFIX], in this order."""

    GOOD = "# Changelog\n\n## Unreleased\n\n* [CHANGE] a\n  and on\n* [FEATURE] b\n\n## 0.1.0 / 2026-12-01\n\n* [CHANGE] c\n"

    def lines(self, text: str) -> list[int]:
        return [finding.line for finding in changelog.check(Tree({"CHANGELOG.md": text}))]

    def test_a_good_one(self) -> None:
        self.assertEqual(self.lines(self.GOOD), [])

    def test_each_fault(self) -> None:
        self.assertEqual(paths(changelog.check, {}), ["CHANGELOG.md"])
        self.assertEqual(self.lines(self.GOOD.replace("# Changelog", "# Changes")), [1])
        self.assertEqual(self.lines(self.GOOD.replace("## Unreleased", "## Next")), [1, 3])
        self.assertEqual(self.lines(self.GOOD.replace("2026-12-01", "December")), [9])
        self.assertEqual(self.lines(self.GOOD.replace("[FEATURE]", "[FIX]")), [7])
        self.assertEqual(self.lines(self.GOOD.replace("* [FEATURE] b", "b")), [7])
        self.assertEqual(self.lines(self.GOOD.replace("[CHANGE] a", "[BUGFIX] a")), [7])
        self.assertEqual(self.lines(self.GOOD.replace("  and on", "and on")), [6])


class Decisions(unittest.TestCase):
    """Numbers that a comment can name."""

    def test_each_fault(self) -> None:
        good = {"docs/decisions/0001-a.md": "# 0001 A\n"}
        self.assertEqual(paths(decisions.check, good), [])
        for path, text in (("0001-b.md", "# 0001 B\n"), ("2-c.md", "# 2 C\n"), ("0003-d.md", "# D\n")):
            path = f"docs/decisions/{path}"
            self.assertEqual(paths(decisions.check, {**good, path: text}), [path])


class Formatting(unittest.TestCase):
    """By the real program, where it is."""

    def test_without_the_program_it_fails_and_says_what_to_install(self) -> None:
        with mock.patch("shutil.which", return_value=None):
            found = list(formatting.check(Tree({}), Path()))
        self.assertIn("apt-get install clang-format-19", found[0].text)

    def test_a_badly_formatted_file_is_found(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, ".clang-format").write_text("BasedOnStyle: Google\n")
            Path(folder, "good.cpp").write_text("int f();\n")
            Path(folder, "bad.cpp").write_text("int f();\n\n\nint   g( );\n")
            found = list(formatting.check(Tree.read(Path(folder)), Path(folder)))
        self.assertEqual([finding.path for finding in found], ["bad.cpp"])

    def test_a_program_that_breaks_is_no_pass(self) -> None:
        broken = subprocess.CompletedProcess([], returncode=2, stdout="", stderr="no such option")
        with mock.patch("subprocess.run", return_value=broken):
            found = list(formatting.check(Tree({"a.cpp": ""}), Path()))
        self.assertEqual([finding.text for finding in found], ["no such option"])
