"""The final report: what the agent said beside what the lab saw, with the figures of both."""

import statistics
from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.mail_rules import ARRIVED_RESULTS, all_messages
from lab.judge.outside import Letter, first_by_proxy, last_by_old, letters
from lab.judge.status import Message, Status
from lab.judge.switches import Switch, seen_switch, stages_published, switches
from lab.judge.truth import Truth
from lab.judge.verdict import Verdict
from lab.story.plan import MX, STAGE_NAMES, Plan

_TRANSIT = 5.0
"""Mail submitted this short before the end may still be under way."""


def report(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str]:
    """Lines without colours; none is longer than a terminal is wide."""
    if statuses:
        yield from _switches(plan, truth, statuses[-1])
    if plan.paths:
        yield from _mail(plan, truth, statuses)


def _mail(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str]:
    messages = all_messages(statuses)
    if statuses:
        yield from _messages(plan, messages)
    yield from _outside(truth)
    yield from _losses(truth, messages)


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """The judge's words."""
    if verdict.is_honest:
        yield f"Judge: {verdict.compared} statements of the agent compared with the lab's own log: no difference."
        return
    yield f"Judge: {verdict.compared} comparisons, {len(verdict.differences)} differences:"
    yield from (f"  - {difference}" for difference in verdict.differences)


def _switches(plan: Plan, truth: Truth, status: Status) -> Iterator[str]:
    published = stages_published(truth, MX)
    if not published:
        return
    yield "When each cache let go of the older records, in seconds after the publication. A cache may drop"
    yield "a copy before its TTL is out; who cannot see that there is no second cache reckons with it."
    found = list(switches(plan, truth, status))
    for stage, at in published:
        yield f"  {STAGE_NAMES[stage]}, published at {truth.when(at)}"
        yield f"    {'':<20} {'agent':>9} {'lab: last old … first new':>28} {'old TTL out':>14}"
        for name in plan.authorities:
            yield _switch_line(_authority_switch(plan, truth, status, name, stage, at))
        for switch in found:
            if (switch.record, switch.stage) == (MX, stage):
                ttl_out = switch.seen.could_live
                yield f"{_switch_line(switch)} {_after(ttl_out, at):>14}"
    yield from _furthest(found)


def _furthest(found: Sequence[Switch]) -> Iterator[str]:
    """How well both agree where they agree least."""
    apart: dict[float, list[tuple[float, str]]] = {}
    for each in found:
        seconds = each.seen.apart(each.told) if each.told is not None else None
        if seconds is not None and each.told is not None:
            apart.setdefault(each.seen.tolerance(each.told), []).append((seconds, each.resolver))
    for allowed, known in sorted(apart.items()):
        seconds, resolver = max(known)
        when = "" if allowed == tolerances.SWITCH else "after a silence "
        yield f"  {when}they lie {seconds:.2f} s apart at most ({resolver}); {allowed:g} s are allowed"


def _authority_switch(plan: Plan, truth: Truth, status: Status, name: str, stage: int, at: float) -> Switch:
    """A name server switches when its version of the stage before ends."""
    watched = status.record(MX.name, MX.rrtype)
    versions = next((a.versions for a in watched.authorities if a.nameserver == name), ()) if watched else ()
    told = next((v.ended for v in reversed(versions) if MX.stage_of(v.rrset) == stage - 1), None)
    return Switch(MX, name, stage, at, told, seen_switch(plan, truth, MX, name, stage))


def _switch_line(switch: Switch) -> str:
    seen = f"{_after(switch.seen.last_old, switch.published)} … {_after(switch.seen.first_new, switch.published)}"
    return f"    {switch.resolver:<20} {_after(switch.told, switch.published):>9} {seen:>28}"


def _after(at: float | None, published: float) -> str:
    return "never" if at is None else f"{round(at - published, 1) + 0.0:+.1f}"  # + 0.0: no "-0.0"


def _messages(plan: Plan, messages: Sequence[Message]) -> Iterator[str]:
    yield "The agent's messages, as it tells them (latency: from accepted to seen in the mailbox)"
    yield "    path   sent  delivered  late  junk  refused  lost   median      max"
    for path in plan.paths:
        mine = [message for message in messages if message.path == path]
        counts = {
            result: sum(message.result == result for message in mine)
            for result in (*ARRIVED_RESULTS, "refused", "lost")
        }
        latencies = [m.latency for m in mine if m.latency is not None and m.result in ARRIVED_RESULTS]
        median = f"{statistics.median(latencies):.2f} s" if latencies else "-"
        longest = f"{max(latencies):.2f} s" if latencies else "-"
        yield (
            f"    {path:<5} {len(mine):>5} {counts['delivered']:>10} {counts['late']:>5} {counts['junk']:>5} "
            f"{counts['refused']:>8} {counts['lost']:>5} {median:>8} {longest:>8}"
        )
    under_way = sum(message.result is None for message in messages)
    if under_way:
        yield f"    {under_way} sent in the last seconds and still under way at the last look"


def _outside(truth: Truth) -> Iterator[str]:
    found = letters(truth)
    last_old, first_new = last_by_old(found), first_by_proxy(found)
    arrived = sum(letter.arrived is not None for letter in found)
    yield f"Mail from outside, as the lab saw it: {len(found)} sent, {arrived} arrived"
    yield f"    last by the old server alone: {truth.when(last_old) if last_old else 'none'}"
    yield f"    first through the proxy:      {truth.when(first_new) if first_new else 'none'}"


def _losses(truth: Truth, messages: Sequence[Message]) -> Iterator[str]:
    lost = [m for m in messages if m.result in ("lost", "refused")]
    outside = [letter for letter in letters(truth) if _is_lost(letter, truth.end)]
    refused = [event for event in truth.submitted if event.error]
    if not lost and not outside and not refused:
        yield "Lost: nothing."
        return
    yield f"Lost: {len(lost)} of the agent's messages, {len(outside) + len(refused)} from outside"
    for message in lost:
        fates = [f"{e.server} {e.action}" for e in truth.logged_for(message.message_id)]
        yield f"    {message.message_id} {message.path}: {message.result}; logs: {', '.join(fates) or 'no Message-ID'}"
    yield from (f"    {letter.message_id} from outside, sent at {truth.when(letter.submitted)}" for letter in outside)
    yield from (f"    {event.message_id} from outside: {event.error}" for event in refused)


def _is_lost(letter: Letter, end: float) -> bool:
    return letter.arrived is None and letter.submitted < end - _TRANSIT
