"""What the agent says of its mail: each message with its reasons, the conditions that hold, and what it counts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.judge.instants import instant, instant_or_none

RESULTS = ("delivered", "late", "junk", "refused", "lost")
ARRIVED = ("delivered", "late", "junk")

MAIL_CONDITIONS = frozenset(
    "new_path_refuses new_path_loses new_path_defers old_path_fails path_stopped mail_in_junk path_contradicted "
    "recipient_refused_at_new mail_slow mailbox_unreadable headers_changed mail_bypasses_proxy upstream_rejects_proxy "
    "upstream_down forward_greylisted proxy_down state_not_written".split()
)
"""Those that tell of the way of mail, whether or not this version has a rule for them."""


@dataclass(frozen=True)
class Told:
    """One message as it stands. `report` is verdict, status and reporting server of a bounce."""

    id: str
    message_id: str
    probe: str
    path: str
    recorded_at: float
    accepted_at: float | None
    seen_at: float | None
    folder: str
    result: str | None
    attempts: int
    detail: str
    report: tuple[str, str, str] | None
    proof: str | None
    changed: tuple[str, ...]
    findings: tuple[str, ...]
    came_from: tuple[str, ...]
    """The addresses that hosts which are believed had it from, the first host's first."""
    phases: Mapping[str, float]

    @property
    def key(self) -> tuple[str, str]:
        """Round trip and path: what counters tell apart."""
        return self.probe, self.path


@dataclass(frozen=True)
class Said:
    """One status: messages by id, and conditions (id → evidence) of the way of mail."""

    at: float
    messages: Mapping[str, Told]
    conditions: Mapping[str, str]
    verdicts: Mapping[str, str]
    """Gate → verdict."""
    new_tells: str
    """Whether the new server tells recipients apart."""


@dataclass(frozen=True)
class Counted:
    """A page of metrics, by round trip and path."""

    ended: Counter[tuple[str, str, str]]
    in_flight: Counter[tuple[str, str]]
    deferrals: Counter[tuple[str, str]]
    duplicates: Counter[tuple[str, str]]
    found_after_lost: Counter[tuple[str, str]]
    conditions: frozenset[str]
    """Those of mail that hold."""

    def recorded(self) -> int:
        """All that were ever recorded, each at one place."""
        return self.ended.total() + self.in_flight.total()


def said(document: Mapping[str, Any], domain: str) -> Said:
    """Strictly read: what is missing is a KeyError."""
    cutover = next(each for each in document["cutovers"] if each["domain"].rstrip(".") == domain)
    return Said(
        at=instant(document["at"]),
        messages={each["id"]: _told(each) for each in cutover["messages"]},
        conditions={
            each["condition"]: each["evidence"]
            for each in cutover["conditions"]
            if each["condition"] in MAIL_CONDITIONS
        },
        verdicts={each["gate"]: each["verdict"] for each in cutover["gates"]},
        new_tells=cutover["recipients"]["new_tells"],
    )


def counted(metrics: Mapping[str, float]) -> Counted:
    """From series exactly as they are written on the page."""
    return Counted(
        ended=Counter({(p["probe"], p["path"], p["result"]): n for p, n in _series(metrics, "mail_messages_total")}),
        in_flight=_by_path(metrics, "in_flight"),
        deferrals=_by_path(metrics, "deferrals_total"),
        duplicates=_by_path(metrics, "duplicates_total"),
        found_after_lost=_by_path(metrics, "found_after_lost_total"),
        conditions=frozenset(pairs["condition"] for pairs, number in _series(metrics, "condition") if number)
        & MAIL_CONDITIONS,
    )


def _by_path(metrics: Mapping[str, float], name: str) -> Counter[tuple[str, str]]:
    return Counter({(pairs["probe"], pairs["path"]): number for pairs, number in _series(metrics, f"mail_{name}")})


def _series(metrics: Mapping[str, float], name: str) -> Iterator[tuple[dict[str, str], int]]:
    for series, value in metrics.items():
        family, _, labels = series.partition("{")
        if family == f"cutwatch_{name}":
            pairs = (pair.split("=", 1) for pair in labels.rstrip("}").split(","))
            yield {key: text.strip('"') for key, text in pairs}, int(value)


def _told(fields: Mapping[str, Any]) -> Told:
    report = fields["report"]
    return Told(
        id=fields["id"],
        message_id=fields["message_id"],
        probe=fields["probe"],
        path=fields["path"],
        recorded_at=instant(fields["recorded_at"]),
        accepted_at=instant_or_none(fields["accepted_at"]),
        seen_at=instant_or_none(fields["seen_at"]),
        folder=fields["folder"] or "",
        result=fields["result"],
        attempts=fields["attempts"],
        detail=fields["detail"] or "",
        report=(report["verdict"], report["status"] or "", report["reporting_mta"] or "") if report else None,
        proof=(fields["path_proof"] or {}).get("outcome"),
        changed=tuple(each["field"] for each in fields["changes"] or ()),
        findings=tuple(each["finding"] for each in fields["findings"]),
        came_from=tuple(each["from"] or "" for each in fields["hops"] or () if each["trusted"]),
        phases=fields["phases"],
    )
