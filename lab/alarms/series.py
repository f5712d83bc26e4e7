"""`python3 -m lab.alarms.series [--check]`: puts recorded series into the tests of the alarms, `dashboards/tests/*.yml`.

    # recorded: refused for CutwatchForwarding5xx
    ...
    # end of the recording

Between these lines stand the series of `recorded/refused.json` that the rules of that name (or `all`) choose from; all else
in the files is written by hand. A second of the lab is a minute there: what takes hours takes seconds in a rehearsal. Instants
are moved and stretched alike. `--check` changes nothing, and ends with 1 where a file is not as it would be made.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from lab.alarms.expressions import Selector, families, rules, series
from lab.places import REPOSITORY

DASHBOARDS = REPOSITORY / "dashboards"
RULES = DASHBOARDS / "alerts.yml"
TESTS = DASHBOARDS / "tests"
RECORDED = TESTS / "recorded"

TARGET = {"job": "cutwatch", "instance": "agent:9953"}
"""What Prometheus adds to each series."""

_ALL = "all"
"""In place of an alarm's name."""

_STRETCH = 60
_BLOCK = re.compile(
    r"^(?P<indent> +)# recorded: (?P<recording>\w+) for (?P<alert>\w+)\n(?:.*\n)*?(?P=indent)# end of the recording\n",
    re.MULTILINE,
)

Values = Sequence[float | None]


def filled(text: str, rule_text: str, recordings: dict[str, dict[str, Values]]) -> str:
    """A file of tests with all its recorded series. `recordings`: name → series → values."""

    def block(match: re.Match[str]) -> str:
        indent, alert = match["indent"], match["alert"]
        wanted = families(rule for rule in rules(rule_text) if alert in (rule.alert, _ALL))
        if not wanted:
            raise ValueError(f"there is no alert {alert}")
        lines = input_series(recordings[match["recording"]], wanted)
        body = "".join(f"{indent}{line}\n" for line in lines)
        head = f"{indent}# recorded: {match['recording']} for {alert}\n"
        return f"{head}{body}{indent}# end of the recording\n"

    return _BLOCK.sub(block, text)


def input_series(recording: dict[str, Values], wanted: Sequence[Selector]) -> list[str]:
    """The lines of `input_series` for what is selected."""
    lines = []
    began = _first_instant(recording)
    for written, values in recording.items():
        name, labels = series(written)
        if not any(selector.selects(name, labels | TARGET) for selector in wanted):
            continue
        inside = ",".join(f'{label}="{value}"' for label, value in (TARGET | labels).items())
        told = [_stretched(value, began) for value in values] if name.endswith("_timestamp_seconds") else values
        lines += [f"- series: '{name}{{{inside}}}'", f"  values: '{notation(told)}'"]
    return lines


def notation(values: Values) -> str:
    """promtool's: `0x3` is four times 0, `_x3` three times nothing; the first scrape without a series ends it."""
    words = []
    is_there = False
    for value, run in groupby(values):
        count = len(list(run))
        if value is None:
            if is_there:
                words.append("stale")
                count -= 1
            if count:
                words.append(f"_x{count}")
        else:
            words.append(f"{value:.15g}x{count - 1}" if count > 1 else f"{value:.15g}")
        is_there = value is not None
    return " ".join(words)


def recordings() -> dict[str, dict[str, Values]]:
    """All that are kept."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8"))["series"] for path in sorted(RECORDED.glob("*.json"))}


def main() -> int:
    """Exit code 1: a file is, or was, not as it would be made."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    args = parser.parse_args()
    kept, rule_text, stale = recordings(), RULES.read_text(encoding="utf-8"), []
    for path in sorted(TESTS.glob("*.yml")):
        before = path.read_text(encoding="utf-8")
        after = filled(before, rule_text, kept)
        if after != before:
            stale.append(path)
            if not args.check:
                path.write_text(after, encoding="utf-8")
    for path in stale:
        print(f"{path.relative_to(REPOSITORY)}: {'is not' if args.check else 'was not'} what the recordings say")
    return 1 if stale and args.check else 0


def _first_instant(recording: dict[str, Values]) -> float:
    """The earliest instant told of, as a stand-in for when the recording began."""
    instants = [
        value
        for written, values in recording.items()
        if series(written)[0].endswith("_timestamp_seconds")
        for value in values
        if value
    ]
    return min(instants, default=0.0)


def _stretched(value: float | None, began: float) -> float | None:
    """0 is no instant."""
    return value if not value else round((value - began) * _STRETCH, 3)


if __name__ == "__main__":
    sys.exit(main())
