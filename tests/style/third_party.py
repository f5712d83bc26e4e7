"""Where each library may show itself: the rest of the tree sees our own types."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from style.cpp import includes
from style.finding import Finding
from style.tree import Tree


@dataclass(frozen=True)
class Library:
    """A library, by its headers, and the paths that may include them."""

    name: str
    headers: str
    """A regular expression."""
    places: tuple[str, ...]


LIBRARIES = (
    Library("fmt", r"fmt/", ("",)),
    Library("Asio", r"asio(/|\.hpp)", ("runtime/", "net/", "probes/", "agent/", "tests/")),
    Library("ldns", r"ldns/", ("net/dns/ldns_decoder.cpp",)),
    Library("libcurl", r"curl/", ("net/stream/",)),
    Library("OpenSSL", r"openssl/", ("net/digest/", "net/stream/", "tests/")),
    Library("toml++", r"toml\+\+/", ("agent/config/",)),
    Library("CLI11", r"CLI/", ("agent/cli/", "tests/bench/")),
    Library("spdlog", r"spdlog/", ("agent/", "tests/agent/log/")),
    Library("SQLite", r"sqlite3\.h", ("agent/store/", "tests/agent/store/")),
    Library("nlohmann-json", r"nlohmann/", ("net/log/journal_entry.cpp", "net/queue/postqueue_line.cpp", "exporters/", "agent/", "tests/")),
    Library("prometheus-cpp", r"prometheus/", ("exporters/",)),
    Library("cpp-httplib", r"httplib\.h", ("exporters/http/",)),
    Library("doctest", r"doctest/", ("tests/",)),
    Library("Google Benchmark", r"benchmark/", ("tests/bench/",)),
)

_STANDARD = re.compile(r"[a-z_]+")
_KERNEL = re.compile(
    r"(?:arpa/inet|dirent|fcntl|linux/errqueue|netdb|net/if|netinet/(?:in|ip|ip6|tcp|udp)|poll|signal|spawn|stdlib|sys/\w+|termios|time"
    r"|unistd)\.h"
)
_IMPURE = {"condition_variable", "filesystem", "fstream", "iostream", "random", "thread"}
"""Standard headers that core/ has no use for: it does no I/O, starts nothing and throws no dice."""


def check(tree: Tree) -> Iterator[Finding]:
    """Includes in angle brackets."""
    for path in tree.cpp():
        for include in includes(tree.files[path]):
            complaint = None if include.is_ours else _complaint(path, include.what)
            if complaint:
                yield Finding(path, include.line, complaint)


def _complaint(path: str, header: str) -> str | None:
    if _STANDARD.fullmatch(header):
        return f"core/ is pure: no <{header}>" if path.startswith("core/") and header in _IMPURE else None
    if _KERNEL.fullmatch(header):
        return _kernel_complaint(path, header)
    for library in LIBRARIES:
        if re.match(library.headers, header):
            if path.startswith(library.places):
                return None
            return f"{library.name} may be included in {', '.join(library.places)} only"
    return f"<{header}> is of no library in tests/style/third_party.py; a new one needs a decision record"


def _kernel_complaint(path: str, header: str) -> str | None:
    is_pure = header == "arpa/inet.h"  # inet_pton and inet_ntop are functions of their arguments
    return f"core/ is pure: no <{header}>" if path.startswith("core/") and not is_pure else None
