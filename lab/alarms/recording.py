"""What Prometheus had of the agent, second by second, as far as the alarms ask for it.

A recording is JSON: `what` was played, and `series`: the series → its value at each second, null where it was not there.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from lab.alarms import live
from lab.alarms.expressions import Selector

Values = list[float | None]


def record(wanted: Sequence[Selector], start: float, end: float) -> dict[str, Values]:
    """Each second from `start` to `end`."""
    seconds = range(int(start), int(end) + 1)
    told = {}
    for selector in wanted:
        for each in live.over(str(selector), seconds[0], seconds[-1]):
            values = {int(at): float(value) for at, value in each["values"]}  # type: ignore[attr-defined]
            told[_written(each["metric"])] = [_whole(values.get(second)) for second in seconds]  # type: ignore[arg-type]
    return dict(sorted(told.items()))


def save(path: Path, what: str, told: dict[str, Values]) -> None:
    """One line a series."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(values)}" for name, values in told.items())
    path.write_text(f'{{\n"what": {json.dumps(what)},\n"series": {{\n{lines}\n}}\n}}\n', encoding="utf-8")


def _written(metric: dict[str, str]) -> str:
    """Without what Prometheus added."""
    labels = ",".join(f'{k}="{v}"' for k, v in sorted(metric.items()) if k not in ("__name__", "job", "instance"))
    return f"{metric['__name__']}{{{labels}}}" if labels else metric["__name__"]


def _whole(value: float | None) -> float | int | None:
    """Without the fraction that most values have not."""
    return int(value) if value is not None and value == int(value) else value
