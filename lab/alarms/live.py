"""What a real Prometheus says: its HTTP API, as Grafana and people use it."""

import http.client
from urllib.parse import quote

from lab.addresses import ADDRESSES
from lab.story.status_feed import get_json

_URL = f"http://{ADDRESSES.prometheus}:{ADDRESSES.prometheus_port}/api/v1"
_PATIENCE = 20.0
_STEP = 1


def instant(expr: str) -> list[dict[str, object]]:
    """The series of a query now; ValueError with Prometheus's words when it is none."""
    return _result(f"query?query={quote(expr)}")


def over(expr: str, start: float, end: float) -> list[dict[str, object]]:
    """The same over a time, second by second."""
    return _result(f"query_range?query={quote(expr)}&start={start}&end={end}&step={_STEP}")


def page() -> dict[str, float]:
    """What it has of the agent now: series as the agent writes them, labels in the order of their names → value."""
    told = {}
    for each in instant('{job="cutwatch"}'):
        metric = dict(each["metric"])  # type: ignore[call-overload]
        labels = ",".join(f'{k}="{v}"' for k, v in sorted(metric.items()) if k not in ("__name__", "job", "instance"))
        told[f"{metric['__name__']}{{{labels}}}"] = float(each["value"][1])  # type: ignore[index]
    return told


def alerts() -> set[tuple[str, str, str]]:
    """Name, severity and state (pending, firing) of those that are active."""
    told = _data("alerts")["alerts"]
    return {(a["labels"]["alertname"], a["labels"]["severity"], a["state"]) for a in told}  # type: ignore[attr-defined]


def rule_faults() -> list[str]:
    """Rules that Prometheus could not evaluate, in its words."""
    groups = _data("rules")["groups"]
    return [
        f"{rule['name']}: {rule['lastError']}"
        for group in groups  # type: ignore[attr-defined]
        for rule in group["rules"]
        if rule["health"] == "err"
    ]


def loaded_rules() -> int:
    """How many rules it has."""
    return sum(len(group["rules"]) for group in _data("rules")["groups"])  # type: ignore[attr-defined]


def _result(path: str) -> list[dict[str, object]]:
    found = _data(path)["result"]
    assert isinstance(found, list)
    return found


def _data(path: str) -> dict[str, object]:
    try:
        answer = get_json(f"{_URL}/{path}", _PATIENCE)
    except (OSError, http.client.HTTPException) as error:
        raise ValueError(f"Prometheus does not answer: {error}") from error
    data = answer["data"]
    assert isinstance(data, dict)
    return data
