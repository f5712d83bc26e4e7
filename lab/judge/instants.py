"""Instants as the agent writes them."""

from datetime import datetime


def instant(text: str) -> float:
    """RFC 3339 with a zone, as seconds since 1970."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return read.timestamp()


def instant_or_none(text: str | None) -> float | None:
    """The same, where there may be none."""
    return None if text is None else instant(text)
