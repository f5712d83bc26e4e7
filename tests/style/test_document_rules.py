"""The rules about documents, each seen failing on a planted fault."""

import unittest

from style import links, probe_docs, program_docs
from style.program import commands, metric_names
from style.tree import Tree

PAGE = "# X\n\n## What it asks\n\n## What it observes\n\n## What it means, and what to do\n\n## Metrics\n"

HELP = {
    ("--help",): "Usage\n\nOptions:\n  -h,--help   Print\n\nSubcommands:\n  probe    Ask once\n  metrics  Print\n\n",
    ("probe", "--help"): "Options:\n  -h,--help   Print\n\nSubcommands:\n  dns   Ask\n\n",
    ("probe", "dns", "--help"): "Options:\n  -h,--help   Print\n  --type TEXT   T\n  -o,--output TEXT   O\n",
    ("metrics", "--help"): "Options:\n  -h,--help   Print\n",
    ("metrics",): "| `cutwatch_a_total` | counter | x | y |\n| `cutwatch_b_seconds` | histogram | x | y |\n",
}
CLI = (
    "# Commands\n\n## `cutwatch probe dns`\n\n```\n$ cutwatch probe dns example.org\n```\n`--type`, `--output`\n\n"
    "## `cutwatch metrics`\n\n```\n$ cutwatch metrics\n```\n"
)


def texts(findings) -> list[str]:
    """The complaints alone."""
    return [finding.text for finding in findings]


class Links(unittest.TestCase):
    """Where documents lead."""

    def check(self, text: str, **others: str) -> list[str]:
        return texts(links.check(Tree({"docs/a.md": text, "docs/b.md": "# B side\n## What, when?\n", **others})))

    def test_good_ones(self) -> None:
        for text in ("[b](b.md)", "[b](b.md#what-when)", "[web](https://example.org/x)", "[self](#top)\n# Top",
                     "[folder](../docs)", "`[x](y.md)`", "```\n[x](y.md)\n```"):
            self.assertEqual(self.check(text), [], text)

    def test_each_fault(self) -> None:
        self.assertEqual(self.check("[c](c.md)"), ["c.md leads nowhere"])
        self.assertEqual(self.check("![c](c.svg)"), ["c.svg leads nowhere"])
        self.assertEqual(self.check("[b](b.md#who)"), ["docs/b.md has no heading for #who"])
        self.assertEqual(self.check("[b](/docs/b.md)"), ["/docs/b.md leads nowhere"])

    def test_documents_named_in_code_exist(self) -> None:
        tree = {"docs/decisions/0007-a.md": "", "core/a.cpp": "// docs/decisions/0007, docs/decisions/0007-a.md\n"}
        self.assertEqual(texts(links.check(Tree(tree))), [])
        for mention in ("docs/decisions/0008", "docs/decisions/0007-b.md", "docs/c.md", "docs/probes/c.md"):
            found = texts(links.check(Tree({**tree, "core/b.cpp": f"// see {mention}\n"})))
            self.assertEqual(found, [f"{mention} does not exist"])


class ProbeDocs(unittest.TestCase):
    """A page a probe."""

    REGISTRY = {"probes/registry.cpp": '#include "probes/a_probe.hpp"\n'}

    def test_a_good_one(self) -> None:
        self.assertEqual(texts(probe_docs.check(Tree({**self.REGISTRY, "docs/probes/a.md": PAGE}))), [])

    def test_an_overview_has_headings_of_its_own(self) -> None:
        pages = {**self.REGISTRY, "docs/probes/a.md": PAGE, "docs/probes/dns.md": "# DNS\n\n## Bounds\n"}
        self.assertEqual(texts(probe_docs.check(Tree(pages))), [])

    def test_each_fault(self) -> None:
        self.assertEqual(len(texts(probe_docs.check(Tree(self.REGISTRY)))), 1)
        self.assertEqual(len(texts(probe_docs.check(Tree({"probes/registry.cpp": ""})))), 1)
        good = {**self.REGISTRY, "docs/probes/a.md": PAGE}
        self.assertEqual(len(texts(probe_docs.check(Tree({**good, "docs/probes/b.md": PAGE})))), 1)
        half = PAGE.replace("## Metrics\n", "")
        self.assertEqual(len(texts(probe_docs.check(Tree({**self.REGISTRY, "docs/probes/a.md": half})))), 1)


class ProgramDocs(unittest.TestCase):
    """What the program says of itself, played from a table."""

    def check(self, **changes: str) -> list[str]:
        files = {"docs/cli.md": CLI, **{path.replace("__", "/") + ".md": text for path, text in changes.items()}}
        return texts(program_docs.check(Tree(files), HELP.__getitem__))

    def test_commands_are_found_with_their_options(self) -> None:
        found = {command.words: command.options for command in commands(HELP.__getitem__)}
        self.assertEqual(found, {("probe", "dns"): {"--type", "--output"}, ("metrics",): frozenset()})
        self.assertEqual(metric_names(HELP.__getitem__), ["cutwatch_a_total", "cutwatch_b_seconds"])

    def test_good_pages(self) -> None:
        pages = {"docs__metrics": HELP[("metrics",)], "docs__probes__a": "`cutwatch_b_seconds_bucket`"}
        self.assertEqual(self.check(**pages), [])

    def test_each_fault(self) -> None:
        wrong = {
            "## `cutwatch metrics`": "has no heading `cutwatch metrics`",
            "$ cutwatch metrics": "has no example ($ cutwatch metrics ...)",
            "`--type`": "cutwatch probe dns: --type is not explained",
        }
        for removed, complaint in wrong.items():
            self.assertIn(complaint, self.check(docs__cli=CLI.replace(removed, "")), removed)
        extra = CLI + "\n## `cutwatch gate`\n"
        self.assertEqual(self.check(docs__cli=extra), ["there is no command cutwatch gate"])
        self.assertEqual(len(self.check(docs__metrics="# Metrics\n")), 1)
        self.assertEqual(self.check(docs__probes__a="cutwatch_c_total"), ["cutwatch_c_total is no metric of the program"])
