"""clang-format has nothing to change."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from style.finding import Finding
from style.tree import Tree

PROGRAM = "clang-format-19"

_PLACE = re.compile(r"(?P<path>[^\n:]+):(?P<line>\d+):\d+: error: code should be clang-formatted", re.MULTILINE)


def check(tree: Tree, root: Path) -> Iterator[Finding]:
    """The first place in each file. The same as script/lint does."""
    if shutil.which(PROGRAM) is None:
        yield Finding("script/packages", 1, f"{PROGRAM} is missing: apt-get install {PROGRAM} (purpose lint)")
        return
    command = [PROGRAM, "--dry-run", "--Werror", *tree.cpp()]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    seen = set()
    for found in _PLACE.finditer(run.stderr):
        if found["path"] not in seen:
            seen.add(found["path"])
            yield Finding(found["path"], int(found["line"]), f"run {PROGRAM} -i {found['path']}")
    if run.returncode != 0 and not seen:
        yield Finding(".clang-format", 1, run.stderr.strip() or f"{PROGRAM} ended with {run.returncode}")
