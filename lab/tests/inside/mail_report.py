"""What `cutwatch report` says of the mail afterwards, by the state file alone, against what was told while it happened."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.judge.instants import instant
from lab.tests.inside.agent import executable
from lab.tests.inside.mail_said import MAIL_CONDITIONS, RESULTS, Counted, Told

_LONGEST = 60.0
_SLACK = 3.0
"""Judgements are written down once a second."""


@dataclass(frozen=True)
class Reported:
    """The parts of the report that tell of mail."""

    messages: Mapping[str, tuple[str, str]]
    """Id → result and detail."""
    recorded: Mapping[str, float]
    """Id → when."""
    totals: Counter[tuple[str, str, str]]
    """(round trip, path, what) → how many."""
    begun: Sequence[tuple[str, float]]
    """Conditions of mail that began, and when."""


def read(config: Path, domain: str) -> Reported:
    """Of a state file that no agent uses. What is missing in it is a KeyError."""
    command = [str(executable()), "report", "--config.file", str(config), "--domain", domain, "-o", "json"]
    document = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=_LONGEST).stdout)
    return Reported(
        messages={each["id"]: (each["result"], each["detail"] or "") for each in document["messages"]},
        recorded={each["id"]: instant(each["recorded_at"]) for each in document["messages"]},
        totals=Counter(dict(_totals(document["message_totals"]))),
        begun=[
            (each["subject"], instant(each["at"]))
            for each in document["timeline"]
            if each["kind"] == "condition" and each["after"] and each["subject"] in MAIL_CONDITIONS
        ],
    )


def differences(reported: Reported, told: Mapping[str, Told], page: Counted, last_look: float) -> Iterator[str]:
    """Message by message, and in all. An agent that is ended may have sent one more since it was asked last."""
    for message in told.values():
        its = reported.messages.get(message.id)
        if its != (message.result, message.detail):
            yield f"{message.id} was told as {message.result}, {message.detail!r}; the report has {its}"
    further = set(reported.messages) - set(told)
    for id in further:
        if reported.recorded[id] < last_look:
            yield f"the report has {id}, which was never told of"
    if further:
        return
    for key in {*page.ended, *(key for key in reported.totals if key[2] in RESULTS)}:
        if page.ended[key] != reported.totals[key]:
            yield f"the page counted {page.ended[key]} of {key}; the report counts {reported.totals[key]}"
    yield from _unplaced(reported.totals)
    for what, counts in (
        ("deferrals", page.deferrals),
        ("duplicates", page.duplicates),
        ("found_after_lost", page.found_after_lost),
        ("in_flight", page.in_flight),
    ):
        for trip, path in {key[:2] for key in reported.totals}:
            if counts[trip, path] != reported.totals[trip, path, what]:
                yield f"{what} of {trip} by {path}: {counts[trip, path]}, {reported.totals[trip, path, what]} in the report"


def misdated(reported: Reported, windows: Sequence[tuple[float, float, frozenset[str]]]) -> Iterator[str]:
    """`windows`: from when to when which conditions are to begin. One that is told already does not begin again."""
    for condition, at in reported.begun:
        if not any(since <= at <= until + _SLACK and condition in expected for since, until, expected in windows):
            yield f"by the report {condition} began at {at:.1f}, where nothing brought it about"


def _unplaced(totals: Counter[tuple[str, str, str]]) -> Iterator[str]:
    """Every message that was recorded has to have one place."""
    for trip, path in {key[:2] for key in totals}:
        places = (*RESULTS, "refused_on_purpose", "untold", "in_flight", "unawaited")
        placed, recorded = sum(totals[trip, path, place] for place in places), totals[trip, path, "recorded"]
        if placed != recorded:
            yield f"{trip} by {path}: {recorded} recorded, {placed} placed"


def _totals(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, str, str], int]]:
    for row in rows:
        for name, value in row.items():
            if name not in ("probe", "path"):
                yield (row["probe"], row["path"], name), value
