"""What the program says of itself: its commands, their options, its metrics."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field

Ask = Callable[[tuple[str, ...]], str]
"""Arguments in, standard output out."""

_OPTION = re.compile(r"^  (?:-\w,)?(?P<name>--[\w.-]+)", re.MULTILINE)
_SUBCOMMAND = re.compile(r"^  (?P<name>[a-z][\w-]*) +\S", re.MULTILINE)
_METRIC = re.compile(r"^\| `(?P<name>\w+)` \|", re.MULTILINE)
_LABELS = re.compile(r"^\| `(?P<name>\w+)` \| \w+ \| (?P<labels>[\w, ]*) \|", re.MULTILINE)
_CONDITION = re.compile(
    r"^\| \[`(?P<id>\w+)`\]\([^)]*\)(?: †)? \| \w+ \| [^|]+ \| (?P<cause>[^|]+) \| (?P<action>[^|]+) \|$", re.MULTILINE
)
_EVERYWHERE = {"--help", "--version"}


@dataclass(frozen=True)
class Command:
    """One command as a user types it: ("probe", "dns")."""

    words: tuple[str, ...]
    options: frozenset[str] = field(default_factory=frozenset)


def asked(program: str) -> Ask:
    """The program on disk."""

    def ask(arguments: tuple[str, ...]) -> str:
        run = subprocess.run([program, *arguments], capture_output=True, text=True, check=True, timeout=20)
        return run.stdout

    return ask


def commands(ask: Ask, words: tuple[str, ...] = ()) -> list[Command]:
    """Those that can be run: a group of commands is none."""
    text = ask((*words, "--help"))
    _, has_below, below = text.partition("\nSubcommands:\n")
    if not has_below:
        return [Command(words, frozenset(_OPTION.findall(text)) - _EVERYWHERE)]
    found = []
    for name in _SUBCOMMAND.findall(below):
        found += commands(ask, (*words, name))
    return found


def metric_names(ask: Ask) -> list[str]:
    """In the order of the catalogue."""
    return _METRIC.findall(ask(("metrics",)))


def metrics(ask: Ask) -> dict[str, frozenset[str]]:
    """Metric -> its labels."""
    found = _LABELS.finditer(ask(("metrics",)))
    return {each["name"]: frozenset(each["labels"].replace(",", " ").split()) for each in found}


def conditions(ask: Ask) -> dict[str, str]:
    """Condition -> what it says: the cause, and what to do."""
    return {each["id"]: f"{each['cause']} {each['action']}" for each in _CONDITION.finditer(ask(("explain",)))}
