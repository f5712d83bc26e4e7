"""The final report: what the agent said beside what the lab saw, with the figures of both."""

import statistics
from collections.abc import Iterator, Sequence

from lab.judge import tolerances
from lab.judge.mail_rules import ARRIVED_RESULTS, all_messages
from lab.judge.outside import Letter, first_by_new, last_by_old, letters
from lab.judge.status import Message, Status
from lab.judge.switches import Publication, Switch, publications, seen_switch, switches
from lab.judge.truth import Truth
from lab.judge.verdict import Verdict
from lab.story.plan import Plan, Record

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
    yield from _outside(plan, truth)
    yield from _losses(plan, truth, messages)


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """The judge's words."""
    if verdict.is_honest:
        yield (
            f"Judge: {verdict.compared} statements of the agent ({verdict.of_times} of them about the earliest safe times) "
            "compared with the lab's own log: no difference."
        )
        return
    yield f"Judge: {verdict.compared} comparisons, {len(verdict.differences)} differences:"
    yield from (f"  - {difference}" for difference in verdict.differences)


def _switches(plan: Plan, truth: Truth, status: Status) -> Iterator[str]:
    published = [(record, each) for record in plan.changing for each in publications(truth, record)]
    if not published:
        return
    yield "When each cache let go of the older records, in seconds after the publication. A cache may drop"
    yield "a copy before its TTL is out; who cannot see that there is no second cache reckons with it."
    found = list(switches(plan, truth, status))
    for record, publication in published:
        at = publication.at
        yield f"  {record.what}: {record.stage_name(publication.stage)}, published at {truth.when(at)}"
        yield f"    {'':<20} {'agent':>9} {'lab: last old … first new':>28} {'old TTL out':>14}"
        for name in plan.authorities:
            yield _switch_line(_authority_switch(plan, truth, status, name, record, publication))
        for switch in found:
            if (switch.record, switch.published) == (record, at):
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


def _authority_switch(
    plan: Plan, truth: Truth, status: Status, name: str, record: Record, publication: Publication
) -> Switch:
    """A name server switches when its last older version before the next turn ends."""
    watched = status.record(record.name, record.rrtype)
    versions = next((a.versions for a in watched.authorities if a.nameserver == name), ()) if watched else ()
    older = [v for v in versions if publication.is_older(record.stage_of(v.rrset)) and v.first_seen < publication.until]
    told = older[-1].ended if older else None
    seen = seen_switch(plan, truth, record, name, publication)
    return Switch(record, name, publication.stage, publication.at, told, seen)


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


def _outside(plan: Plan, truth: Truth) -> Iterator[str]:
    found = letters(plan, truth)
    last_old, first_new = last_by_old(found), first_by_new(found)
    arrived = sum(letter.arrived is not None for letter in found)
    yield f"Mail from outside, as the lab saw it: {len(found)} sent, {arrived} arrived"
    yield f"    last by the old server alone: {truth.when(last_old) if last_old else 'none'}"
    yield f"    {'first ' + plan.new_way + ':':<29} {truth.when(first_new) if first_new else 'none'}"


def _losses(plan: Plan, truth: Truth, messages: Sequence[Message]) -> Iterator[str]:
    lost = [m for m in messages if m.result in ("lost", "refused")]
    outside = [letter for letter in letters(plan, truth) if _is_lost(letter, truth.end)]
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
