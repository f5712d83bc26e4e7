"""A situation that today's tools were put into (peers.md): how the lab brings it about, and what the agent has to say of
it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from lab.addresses import ADDRESSES
from lab.session import LabSession
from lab.tests.inside.mail_fault import Switch


@dataclass(frozen=True)
class Seen:
    """What the agent tells at one moment: of conditions (id → severity and sentence), of gates (id → verdict and evidence),
    and the rest as it stands in the API."""

    conditions: Mapping[str, tuple[str, str]]
    gates: Mapping[str, tuple[str, str]]
    cutover: Mapping[str, Any]

    @property
    def critical(self) -> frozenset[str]:
        """Who is woken for."""
        return frozenset(name for name, (severity, _) in self.conditions.items() if severity == "critical")


_WORSE = (None, "expected", "unexpected", "incident")

Words: TypeAlias = Callable[[Seen], str]
"""What tells of it, in the agent's words; empty while nothing does."""


@dataclass(frozen=True)
class Situation:
    """`told` must find words in time, which `named` (a pattern) must find the cause in; nobody may be woken by anything but
    these words' condition and those in `beside`, which tell of the same fault."""

    number: str
    """The row of peers.md, with a letter where a row has several; empty: none of these rows."""
    name: str
    told: Words
    named: str
    switch_on: Switch = lambda _: None
    switch_off: Switch = lambda _: None
    beside: frozenset[str] = frozenset()
    only_absence: float = 0.0
    """Seconds until a message that does not come is missed, where nothing else tells."""
    is_fault: bool = True
    """Whether it is over when it is switched off; what is in order goes on."""
    leaves_lock: bool = False
    """Whether the old server is locked meanwhile and afterwards."""


@dataclass(frozen=True)
class Row:
    """What was seen of one."""

    number: str
    name: str
    seconds: float
    is_told: bool
    is_in_time: bool
    is_named: bool
    is_over: bool
    alarms: tuple[str, ...]
    """Critical conditions that nothing had caused."""
    words: str


def seen(document: Mapping[str, Any], domain: str) -> Seen:
    """Strictly read: what is missing is a KeyError."""
    cutover = next(each for each in document["cutovers"] if each["domain"].rstrip(".") == domain)
    return Seen(
        {each["condition"]: (each["severity"], each["sentence"]) for each in cutover["conditions"]},
        {each["gate"]: (each["verdict"], each["evidence"]) for each in cutover["gates"]},
        cutover,
    )


def condition(name: str, *severities: str, saying: str = "") -> Words:
    """The sentence of a condition, if it holds as one of those, and says that."""

    def words(now: Seen) -> str:
        severity, sentence = now.conditions.get(name, ("", ""))
        is_it = severity in (severities or ("critical", "warning", "info")) and saying in sentence
        return f"{name}: {sentence}" if is_it else ""

    return words


def gate(name: str, verdict: str, words_in_it: str = "") -> Words:
    """The evidence of a gate, if that is its verdict."""

    def words(now: Seen) -> str:
        told, evidence = now.gates.get(name, ("", ""))
        return f"{name}: {evidence}" if told == verdict and words_in_it in evidence else ""

    return words


def stray(kind: str | None) -> Words:
    """A stranger's message that the old server's log has, if it was counted as of that legality, or of none, and none was
    counted as worse."""

    def words(now: Seen) -> str:
        logs = [log for log in now.cutover["server_logs"] if log["role"] == "old"]
        found = [each for log in logs for each in log["last_strangers"]]
        mine = [each for each in found if each["kind"] == kind and each["address"] == ADDRESSES.client]
        worse = [each for each in found if _WORSE.index(each["kind"]) > _WORSE.index(kind)]
        if not mine or worse:
            return ""
        return f"{kind or 'nobody minds'}: from {mine[-1]['address']}, id {mine[-1]['queue_id']}"

    return words


def every(*all_words: Words) -> Words:
    """The words of all; none where one has none."""

    def words(now: Seen) -> str:
        found = [each(now) for each in all_words]
        return "; ".join(found) if all(found) else ""

    return words


def slow_phase(phase: str, seconds: float) -> Words:
    """A part of the dialogue of the last message by the new path that took so long."""

    def words(now: Seen) -> str:
        mine = [each for each in now.cutover["messages"] if each["path"] == "new" and phase in each["phases"]]
        took = max(mine, key=lambda each: str(each["recorded_at"]))["phases"][phase] if mine else 0.0
        return f"{phase} took {took:.1f} s" if took >= seconds else ""

    return words


def new_tells(what: str) -> Words:
    """What the new server makes of a recipient that nobody is."""
    return lambda now: f"the new server: {what}" if now.cutover["recipients"]["new_tells"] == what else ""


def way_is_proven(now: Seen) -> str:
    """That the last message by the new path to be found came by the proxy, by its Received lines."""
    found = [each for each in now.cutover["messages"] if each["path"] == "new" and each["path_proof"]]
    last = max(found, key=lambda each: str(each["recorded_at"]), default=None)
    return str(last["path_proof"]["why"]) if last and last["path_proof"]["outcome"] == "proven" else ""


def together(*switches: Switch) -> Switch:
    """One after the other."""

    def switch(lab: LabSession) -> None:
        for each in switches:
            each(lab)

    return switch
