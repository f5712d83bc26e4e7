"""Time is given, never read: only runtime/ knows a clock, so that a test decides what time it is."""

import re
from collections.abc import Iterator

from style.cpp import code_of, line_at
from style.finding import Finding
from style.tree import Tree

MAY_READ = ("runtime/", "tests/bench/")
"""Beside the real clock's own floor, programs that measure."""

BY_MACHINE_TIME = {"net/stream/curl_loop.cpp": "expires_after("}
"""libcurl counts its timeouts by its own clock, so the timer that it asks for runs by the machine's too."""

_READS = re.compile(
    r"\b\w*[cC]lock\s*::\s*now\b"
    r"|(?<![\w.>])time\s*\("
    r"|\b(?:gettimeofday|clock_gettime|timespec_get|ftime)\s*\("
    r"|\bexpires_(?:after|from_now)\s*\("
    r"|\bthis_thread\s*::\s*sleep_\w+"
    r"|\b(?:usleep|nanosleep)\s*\("
)


def check(tree: Tree) -> Iterator[Finding]:
    """Reading a clock and sleeping by one come to the same."""
    for path in tree.cpp():
        if path.startswith(MAY_READ):
            continue
        code = code_of(tree.files[path])
        for found in _READS.finditer(code):
            if found[0] == BY_MACHINE_TIME.get(path):
                continue
            yield Finding(path, line_at(code, found.start()), f"reads a clock ({found[0]}); take a Clock, or `now`")
