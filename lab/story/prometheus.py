"""Asks the lab's Prometheus what it has of the agent."""

import http.client
from urllib.parse import quote

from lab.addresses import ADDRESSES
from lab.story.status_feed import get_json

_URL = f"http://{ADDRESSES.prometheus}:{ADDRESSES.prometheus_port}"


def value(expression: str) -> float:
    """The first value of an instant query; 0 when there is none or Prometheus does not answer."""
    try:
        answer = get_json(f"{_URL}/api/v1/query?query={quote(expression)}")
        return float(answer["data"]["result"][0]["value"][1])  # type: ignore[index]
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
        return 0.0


def scraped_series() -> int:
    """How many states of resolvers were in the last scrape, if it worked."""
    return int(value("count(cutwatch_dns_answer_state)")) if value("up") == 1 else 0


def seen() -> str:
    """For the sentence of a failed wait."""
    return f"up == {value('up'):g}, count(cutwatch_dns_answer_state) == {value('count(cutwatch_dns_answer_state)'):g}"
