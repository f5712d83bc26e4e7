"""The command as CTest calls it: a planted fault for every check ends it with 1, and is named."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from style.__main__ import CHECKS

TESTS = Path(__file__).resolve().parents[1]

PLANTED = {
    "floors": {"core/a.hpp": '#include "agent/b.hpp"\n', "agent/b.hpp": ""},
    "clocks": {"net/a.cpp": "auto now = std::chrono::steady_clock::now();\n"},
    "third_party": {"core/a.cpp": "#include <asio.hpp>\n"},
    "files": {"core/utils.hpp": "#pragma once\n"},
    "forbidden": {"net/a.cpp": "system(command);\n"},
    "links": {"docs/a.md": "[b](b.md)\n"},
    "decisions": {"docs/decisions/one.md": "# One\n"},
    "probe_docs": {"probes/registry.cpp": '#include "probes/a_probe.hpp"\n'},
    "changelog": {"CHANGELOG.md": "# Changes\n"},
    "formatting": {".clang-format": "BasedOnStyle: Google\n", "a.cpp": "int   f( );\n"},
    "dashboards": {"program": "#!/bin/sh\n", "dashboards/alerts.yml": "# cutwatch_gone_total\n"},
    "program_docs": {"program": '#!/bin/sh\necho "Usage: cutwatch"\n'},
}


class Command(unittest.TestCase):
    """A check that cannot fail is none."""

    def run_check(self, check: str, folder: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-B", "-m", "style", check, "--root", folder, "--program", f"{folder}/program"]
        return subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=False)

    def test_every_check_fails_on_its_fault(self) -> None:
        self.assertEqual(set(PLANTED), set(CHECKS))
        for check, files in PLANTED.items():
            with self.subTest(check), tempfile.TemporaryDirectory() as folder:
                for path, text in files.items():
                    Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
                    Path(folder, path).write_text(text)
                    os.chmod(Path(folder, path), 0o755)
                run = self.run_check(check, folder)
                self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
                self.assertRegex(run.stdout, r"^[\w./-]+:\d+: \S")
