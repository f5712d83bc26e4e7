"""A rehearsal that never took place: events and honest statuses, for the judge's tests to tamper with."""

import unittest
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lab.addresses import ADDRESSES
from lab.judge.status import Authority, Change, Decision, Gate, Message, Resolver, Status, Version, WatchedRecord
from lab.judge.verdict import judge
from lab.story.plan import MX, OLD_ADDRESS, Plan, Record
from lab.tests.fabricated_timetable import timetable, way_back
from lab.truth.events import Answered, Arrived, Event, Logged, Published

PLAN = Plan()
START, LOWERED, SWITCHED, END = 1000.0, 1010.0, 1024.0, 1060.0
OLD_TTL_END, PREVIOUS_STAGE_END = LOWERED + 0.6 + 12 + 5, SWITCHED + 0.6 + 4 + 5
"""As the agent reckons: with the time until it saw the change, and the margin."""

LAG = {"plain": 3.6, "min-ttl": 9.7, "pool": 3.6}
"""Resolver → how long after the switch its first new answer came; the pool's second cache is 1.5 s later."""

POOL_LAG = 1.5
TTL = 3
_A = OLD_ADDRESS.stages[0]


@dataclass
class Run:
    """What the judge is given."""

    events: list[Event]
    statuses: list[Status]

    def differences(self) -> tuple[str, ...]:
        return judge(PLAN, self.events, self.statuses).differences

    def tell(self, change: Callable[[Status], Status]) -> "Run":
        """The same truth, another story."""
        return Run(self.events, [change(status) for status in self.statuses])

    def tell_ratio(self, change: Callable[[float], float | None]) -> "Run":
        return self.tell(lambda status: _with_mx(status, lambda mx: replace(mx, ratio=change(mx.ratio or 0.0))))

    def tell_resolver(self, name: str, change: Callable[[Resolver, Status], Resolver]) -> "Run":
        return self.tell(
            lambda status: _with_mx(
                status,
                lambda mx: replace(
                    mx, resolvers=tuple(change(r, status) if r.id == name else r for r in mx.resolvers)
                ),
            )
        )

    def tell_authority(self, name: str, change: Callable[[Authority], Authority]) -> "Run":
        return self.tell(
            lambda status: _with_mx(
                status,
                lambda mx: replace(
                    mx, authorities=tuple(change(a) if a.nameserver == name else a for a in mx.authorities)
                ),
            )
        )

    def tell_message(self, number: int, **changes: object) -> "Run":
        """The number-th message, told with other figures in every status."""
        identity = str(number)

        def change(status: Status) -> Status:
            told = tuple(replace(m, **changes) if m.id == identity else m for m in status.messages)  # type: ignore[arg-type]
            return replace(status, messages=told)

        return self.tell(change)

    def without(self, unwanted: Callable[[Event], bool]) -> "Run":
        """Another truth, the same story."""
        return Run([event for event in self.events if not unwanted(event)], self.statuses)


def honest() -> Run:
    events = [*_published(), *_answers(), *_mail_events()]
    return Run(events, [_status(START + second + 0.1) for second in range(1, int(END - START))])


def message_id(number: int) -> str:
    return f"<{number}@example.net>"


def _with_mx(status: Status, change: Callable[[WatchedRecord], WatchedRecord]) -> Status:
    return replace(status, records=tuple(change(r) if r.rrtype == "MX" else r for r in status.records))


def _published() -> Iterator[Published]:
    yield Published(START, MX.name, "MX", 12, MX.stages[0], 1)
    yield Published(START, OLD_ADDRESS.name, "A", 12, _A, 1)
    yield Published(LOWERED, MX.name, "MX", 4, MX.stages[0], 2)
    yield Published(SWITCHED, MX.name, "MX", 4, MX.stages[1], 3)


def _answers() -> Iterator[Answered]:
    for tick in range(int((END - START) * 4)):
        at = START + tick / 4
        for name in PLAN.authorities:
            ttl = 12 if at < LOWERED else 4
            yield Answered(at, name.rstrip("."), MX.name, "MX", MX.stages[int(at >= SWITCHED)], ttl, 0)
            yield Answered(at, name.rstrip("."), OLD_ADDRESS.name, "A", _A, 12, 0)
        for name, lag in LAG.items():
            yield Answered(at, name, OLD_ADDRESS.name, "A", _A, TTL, 0)
            yield Answered(at, name, MX.name, "MX", MX.stages[int(at >= SWITCHED + lag)], TTL, 0)
        yield Answered(at, "pool", MX.name, "MX", MX.stages[int(at >= SWITCHED + LAG["pool"] + POOL_LAG)], TTL, 0)


def _sent() -> Iterator[tuple[int, str, float]]:
    """Number, path and instant of each message."""
    for number in range(18):
        yield number, "new" if number % 2 else "old", START + 2 + 3 * number


def _mail_events() -> Iterator[Event]:
    for number, path, at in _sent():
        first = "proxy" if path == "new" else "old"
        yield Logged(at, first, "accepted", message_id(number), ADDRESSES.agent)
        if path == "new":
            yield Logged(at + 0.1, "old", "accepted", message_id(number), ADDRESSES.proxy)
        yield Arrived(at + 0.3, "probe@example.org", message_id(number), "", ())


def _status(at: float) -> Status:
    phase = "prepare" if at < LOWERED + 0.6 else "lower_ttl" if at < SWITCHED + 0.6 else "verify"
    step = {"prepare": "lower_ttl", "lower_ttl": "switch", "verify": "remove_old"}[phase]
    gates = tuple(_gates(at))
    shut = [gate.gate for gate in gates if gate.step == step and gate.verdict != "pass"]
    decision = Decision("wait" if shut else "go", step, f"{'Wait: ' + shut[0] if shut else 'Go'}.")
    records = (_watched_mx(at), _watched_address(at))
    times = timetable(at, LOWERED + 0.6, SWITCHED + 0.6)
    back = way_back(at, LOWERED + 0.6, SWITCHED + 0.6)
    return Status(at, records, tuple(_messages(at)), phase, decision, gates, timetable=times, way_back=back)


def _gates(at: float) -> Iterator[Gate]:
    yield Gate("lower_ttl", "authorities_agree", "pass")
    yield _bound("switch", "old_ttl_expired", at, LOWERED, OLD_TTL_END)
    yield Gate("switch", "identity_ready", "no_evidence" if at < START + 3 else "pass")
    yield Gate("switch", "spf_covers_both", "no_evidence")
    yield Gate("switch", "recipients_valid", "no_evidence" if at < START + 3 else "pass")
    yield _bound("remove_old", "previous_stage_expired", at, SWITCHED, PREVIOUS_STAGE_END)
    yield Gate("remove_old", "new_path_verified", "wait", SWITCHED + 86_400)
    yield Gate("retire_old", "old_host_expired", "fail")
    yield Gate("done", "old_host_expired", "fail")


def _bound(step: str, gate: str, at: float, changed: float, end: float) -> Gate:
    if at < changed + 0.6:
        return Gate(step, gate, "fail")
    return Gate(step, gate, "pass") if at >= end else Gate(step, gate, "wait", end)


def _watched_mx(at: float) -> WatchedRecord:
    authorities = tuple(_authority(name, at) for name in PLAN.authorities)
    resolvers = tuple(_resolver(name, at) for name in LAG)
    shares = {"old": 0.0, "mixed": 0.5, "new": 1.0}
    ratio = sum(shares[resolver.state or "old"] for resolver in resolvers) / len(resolvers)
    old_end = PREVIOUS_STAGE_END if at >= SWITCHED + 0.6 else None
    return WatchedRecord(MX.name, "MX", 1, ratio, authorities, resolvers, old_end)


def _watched_address(at: float) -> WatchedRecord:
    version = Version(_A, 12, START, at, None)
    serial = 1 + (at >= LOWERED) + (at >= SWITCHED)
    authorities = tuple(Authority(name, "new", _A, 12, serial, (version,)) for name in PLAN.authorities)
    resolvers = tuple(Resolver(name, "new", TTL, (Change(START, frozenset({0})),)) for name in LAG)
    return WatchedRecord(OLD_ADDRESS.name, "A", 0, 1.0, authorities, resolvers)


def _authority(name: str, at: float) -> Authority:
    ends = [LOWERED + 0.6, SWITCHED + 0.6]
    history = [(MX.stages[0], 12, START), (MX.stages[0], 4, ends[0]), (MX.stages[1], 4, ends[1])]
    seen = [entry for entry in history if entry[2] <= at]
    versions = tuple(
        Version(records, ttl, since, at, ends[index] if index + 1 < len(seen) else None)
        for index, (records, ttl, since) in enumerate(seen)
    )
    last = versions[-1]
    return Authority(name, "new" if last.rrset == MX.stages[1] else "old", last.rrset, last.ttl, len(versions), versions)


def _resolver(name: str, at: float) -> Resolver:
    first_new = SWITCHED + LAG[name] + 0.5
    history = [Change(START, frozenset({0})), Change(first_new, frozenset({1}))]
    if name == "pool":
        history[1:] = [Change(first_new, frozenset({0, 1})), Change(first_new + POOL_LAG, frozenset({1}))]
    changes = tuple(change for change in history if change.at <= at)
    held = changes[-1].stages
    return Resolver(name, "new" if held == {1} else "mixed" if 1 in held else "old", TTL, changes)


def _messages(at: float) -> Iterator[Message]:
    for number, path, sent in _sent():
        if sent <= at:
            is_seen = at > sent + 0.8
            seen, result, latency = (sent + 0.8, "delivered", 0.8) if is_seen else (None, None, None)
            proof, changed = ("proven", ()) if is_seen else (None, None)
            yield Message(str(number), message_id(number), path, sent, sent, seen, result, latency, "", proof, changed)


def is_sample_of(server: str, record: Record) -> Callable[[Event], bool]:
    """For `Run.without`."""
    return lambda event: isinstance(event, Answered) and (event.server, event.rrtype) == (server, record.rrtype)


class JudgeCase(unittest.TestCase):
    """What all rules share."""

    def setUp(self) -> None:
        self.run_ = honest()

    def assert_one(self, run: Run, *words: str) -> None:
        """One difference, which has all the words."""
        differences = run.differences()
        self.assertEqual(len(differences), 1, "\n".join(differences))
        for word in words:
            self.assertIn(word, differences[0])

    def assert_some(self, run: Run, *words: str) -> None:
        """At least one difference has all the words."""
        differences = run.differences()
        self.assertTrue(any(all(word in d for word in words) for d in differences), "\n".join(differences))
