"""The package list, the stamp, and what apt says."""

import unittest

from lab import apt, packages
from lab.failure import LabFailure

LIST = """
# comment
build: cmake   ninja-build  # trailing
lab: knot nsd
lab: postfix
"""

URIS = """\
Reading package lists...
'http://deb.example/pool/k/knot_3.2.6-1_amd64.deb' knot_3.2.6-1_amd64.deb 562844 MD5Sum:8e7e
'http://deb.example/pool/d/dovecot-core_2.3.deb' dovecot-core_1%3a2.3.19_amd64.deb 4495456 MD5Sum:8d98
"""


class PackageList(unittest.TestCase):
    def test_lines_of_one_purpose_add_up_in_order(self) -> None:
        self.assertEqual(packages.names_for("lab", LIST), ["knot", "nsd", "postfix"])
        self.assertEqual(packages.names_for("build", LIST), ["cmake", "ninja-build"])

    def test_an_unknown_purpose_is_refused_with_the_known_ones(self) -> None:
        with self.assertRaisesRegex(LabFailure, "'bench'; it knows build, lab"):
            packages.names_for("bench", LIST)

    def test_a_line_without_purpose_is_refused(self) -> None:
        with self.assertRaisesRegex(LabFailure, "expected 'purpose: package …', got 'knot nsd'"):
            packages.names_for("lab", "knot nsd\n")

    def test_the_projects_own_list_knows_what_the_scripts_ask_for(self) -> None:
        text = packages.LIST.read_text()
        for purpose in ("build", "test", "lint", "lab-host", "lab-user", "lab", "bench"):
            self.assertTrue(packages.names_for(purpose, text))

    def test_the_stamp_depends_on_the_names_but_not_on_their_order(self) -> None:
        self.assertEqual(packages.stamp_for(["a", "b"]), packages.stamp_for(["b", "a"]))
        self.assertNotEqual(packages.stamp_for(["a"]), packages.stamp_for(["a", "b"]))


class Apt(unittest.TestCase):
    def test_the_closure_is_read_from_the_uris_with_the_names_in_the_cache(self) -> None:
        self.assertEqual(apt.parse_uris(URIS), ["dovecot-core_1%3a2.3.19_amd64.deb", "knot_3.2.6-1_amd64.deb"])

    def test_a_missing_package_is_named(self) -> None:
        complaint = "E: Unable to locate package nsd\nE: Package 'dnsdist' has no installation candidate\n"
        self.assertEqual(apt.missing_names(complaint), ["dnsdist", "nsd"])
        self.assertIn("no dnsdist, nsd: the lab needs Debian 12", apt.explain(complaint))

    def test_any_other_complaint_is_passed_on(self) -> None:
        self.assertIn("Temporary failure resolving", apt.explain("E: Temporary failure resolving 'deb.example'"))


if __name__ == "__main__":
    unittest.main()
