"""What the agent said by the servers' logs and of the lock, against what the lab has read in the same logs."""

import math
from collections.abc import Callable, Iterator, Sequence

from lab.addresses import ADDRESSES
from lab.judge.gate_rules import slack
from lab.judge.standing import old_host_end, previous_end, switched_at
from lab.judge.status import Gate, Status
from lab.judge.strangers import LAG, forwarders, own_by_new_path, taken_from_strangers
from lab.judge.truth import Truth
from lab.story.plan import Plan
from lab.truth.events import Logged

GRACE, QUIET_FOR, EVIDENCE_AGE, GREYLIST_RETRY = 900, 172_800, 3, 300
"""The agent's defaults, in seconds but for the intervals that evidence counts for."""

_UNHANDED = ("bounced", "deferred", "held", "discarded")


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    if not plan.reads_logs:
        return
    logs = _Logs(plan, truth)
    rules: dict[str, Callable[[float, Gate], str | None]] = {
        "no_bypass": logs.no_bypass,
        "source_is_proxy": logs.source_is_proxy,
        "old_server_quiet": logs.old_server_quiet,
        "no_forwarding_failure": logs.no_forwarding_failure,
        "lock_in_place": logs.lock_in_place,
    }
    for status in statuses:
        for gate in status.gates:
            rule = rules.get(gate.gate)
            why = rule(status.at, gate) if rule else None
            yield None if why is None else f"at {truth.when(status.at)} the agent says {gate.verdict} of {gate.gate}; {why}"
        yield _retired(plan, truth, logs, status)


def _retired(plan: Plan, truth: Truth, logs: "_Logs", status: Status) -> str | None:
    """Whatever the gates were said to be."""
    if (status.decision.kind, status.decision.next_step) != ("go", "retire_old"):
        return None
    why = None if "old_server_quiet" in plan.waived else logs.not_quiet(status.at)
    return None if why is None else f"at {truth.when(status.at)} the agent says go for retire_old; {why}"


class _Logs:
    """What logs tell at an instant; each answers why a verdict is wrong, None where it is not."""

    def __init__(self, plan: Plan, truth: Truth) -> None:
        self._plan, self._truth = plan, truth
        self._strangers = taken_from_strangers(plan, truth)
        self._own = own_by_new_path(plan, truth)
        self._grace = GRACE if plan.bypass_grace is None else plan.bypass_grace
        self._quiet = QUIET_FOR if plan.old_quiet_for is None else plan.old_quiet_for

    def no_bypass(self, at: float, gate: Gate) -> str | None:
        """What comes by copies from before the switch is in order for as long as these live, and a while longer. That the
        switch was taken back the agent sees at its next look."""
        known = [switched_at(self._plan, self._truth, when) for when in (at, at - slack(self._plan))]
        switched = min((when for when in known if when is not None), default=None)
        if gate.verdict == "pass" and (switched is None or at < switched + self._grace):
            return f"the log has not been read for {self._grace} s since the switch"
        end = previous_end(self._plan, self._truth, at)
        if gate.verdict == "pass":
            surely = math.inf if end is None else end + self._plan.bound_margin + slack(self._plan) + self._grace + LAG
            return self._found(max(surely, at - self._grace + LAG), at - LAG, is_wrong=True)
        if gate.verdict == "fail":
            since = max(at - self._grace - LAG, (end or math.inf) + self._grace - LAG)
            return self._found(since, at, is_wrong=False)
        return None

    def source_is_proxy(self, at: float, gate: Gate) -> str | None:
        """Of the agent's own messages by the new path the old server's log has the client."""
        age = self._plan.evidence_age or EVIDENCE_AGE
        lately = [event for event in self._own if at - age * self._plan.mail_interval - LAG <= event.at <= at]
        by_proxy = [event.client in forwarders(self._plan) for event in lately]
        if gate.verdict == "pass" and not any(by_proxy):
            return "the old server took no message of the agent from the proxy lately"
        if gate.verdict == "fail" and all(by_proxy):
            return "the old server took every message by the new path from the proxy"
        return None

    def old_server_quiet(self, at: float, gate: Gate) -> str | None:
        """For so long there has been somebody who read the log, and nothing in it."""
        if gate.verdict == "pass":
            return self.not_quiet(at)
        last = self._last_stranger(at - LAG)
        if gate.verdict != "wait" or last is None or gate.until is None or gate.until >= last.at + self._quiet - LAG:
            return None
        return f"until {self._truth.when(gate.until)}; {_words(self._truth, last)}"

    def not_quiet(self, at: float) -> str | None:
        """Why the old server has not been quiet for as long as it has to be; None where it has."""
        begun = self._truth.watched_from
        if at < begun + self._quiet:
            return f"nobody has read the old server's log before {self._truth.when(begun)}"
        last = self._last_stranger(at - LAG)
        return None if last is None or last.at <= at - self._quiet + LAG else _words(self._truth, last)

    def no_forwarding_failure(self, at: float, gate: Gate) -> str | None:
        """Of all mail that the proxy has taken, not of the agent's alone."""
        if gate.verdict != "pass":
            return None
        age = (self._plan.evidence_age or EVIDENCE_AGE) * self._plan.mail_interval
        since = at - max(age, self._plan.greylist_retry or GREYLIST_RETRY) + LAG
        for event in self._truth.logged:
            is_trouble = event.server == self._plan.new.name and event.action in _UNHANDED
            if is_trouble and since <= event.at <= at - LAG:
                return f"at {self._truth.when(event.at)} the proxy's log had {event.action}: {event.detail}"
        return None

    def lock_in_place(self, at: float, gate: Gate) -> str | None:
        """What the agent tries by the old path is a stranger's: the last refusal tells, which may be a moment old."""
        if gate.verdict != "pass":
            return None
        asked = [event for event in self._by_old_path() if event.at <= at]
        lately = [event for event in asked if event.at > at - self._plan.mail_interval - LAG]
        last = next((event for event in reversed(lately or asked[-1:]) if event.action == "rejected"), None)
        if last is None:
            return f"the old server {'took ' + asked[-1].message_id if asked else 'was asked by nobody'}"
        end = old_host_end(self._plan, self._truth, at)
        is_hard = last.detail.startswith("5")
        if is_hard and (end is None or at < end):
            return "it answers 5xx while old copies live"
        return None

    def _by_old_path(self) -> list[Logged]:
        wanted = (self._plan.old.name, ADDRESSES.agent)
        found = [event for event in self._truth.logged if (event.server, event.client) == wanted]
        return [event for event in found if event.action in ("accepted", "rejected")]

    def _last_stranger(self, until: float) -> Logged | None:
        return next((event for event in reversed(self._strangers) if event.at <= until), None)

    def _found(self, since: float, until: float, is_wrong: bool) -> str | None:
        found = next((event for event in self._strangers if since <= event.at <= until), None)
        if is_wrong:
            return None if found is None else _words(self._truth, found)
        return "no message of a stranger came but by copies from before the switch" if found is None else None


def _words(truth: Truth, event: Logged) -> str:
    return f"at {truth.when(event.at)} the old server took {event.message_id} from {event.client}"
