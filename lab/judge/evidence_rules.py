"""Silence is no pass: everything in the lab must have been reported, and the lab must have looked itself."""

from collections.abc import Iterable, Iterator, Sequence

from lab.judge import tolerances
from lab.judge.mail_rules import all_messages
from lab.judge.status import Status, WatchedRecord
from lab.judge.switches import publications
from lab.judge.truth import Truth
from lab.story.plan import Plan, Record


def outcomes(plan: Plan, truth: Truth, statuses: Sequence[Status]) -> Iterator[str | None]:
    """See `verdict`."""
    yield None if truth.published else "the lab wrote down no change of the zone: nothing can be judged"
    if not statuses:
        yield "the agent gave no status that could be read: no evidence is never a pass"
        return
    last = statuses[-1]
    if last.at < truth.end - tolerances.END_OF_RUN - plan.interval:
        yield f"the agent's last status is of {truth.when(last.at)}, the play went on until {truth.when(truth.end)}"
    for record in plan.records:
        yield from _record(plan, truth, record, statuses)
    for path in plan.paths:
        ended = [message for message in all_messages(statuses) if message.path == path and message.result]
        yield None if ended else f"the agent told the end of no message by the path {path}"


def _record(plan: Plan, truth: Truth, record: Record, statuses: Sequence[Status]) -> Iterator[str | None]:
    what = f"{record.name} {record.rrtype}"
    watched = [status.record(record.name, record.rrtype) for status in statuses]
    for server in (*plan.resolvers, *plan.authorities):
        yield None if truth.samples(server, record) else f"{what}: the lab has no sample of {server}"
    for resolver, caches in plan.ways.caches.items():
        yield from _every_cache(truth, record, resolver, caches)
    if watched[-1] is None:
        yield f"{what}: the agent's last status does not mention it"
        return
    told = {resolver.id for resolver in watched[-1].resolvers}
    yield from _same_names(f"{what}: resolvers", plan.resolvers, told)
    told = {authority.nameserver for authority in watched[-1].authorities}
    yield from _same_names(f"{what}: name servers", plan.authorities, told)
    for resolver in plan.resolvers:
        known = sum(_is_known(record_status, resolver) for record_status in watched)
        share = known / len(watched)
        yield None if share >= tolerances.KNOWN_SHARE else (
            f"{what}: the agent knew the state of {resolver} in {known} of {len(watched)} statuses, "
            f"and it answered the lab {len(truth.samples(resolver, record))} times"
        )


def _every_cache(truth: Truth, record: Record, resolver: str, caches: int) -> Iterator[str | None]:
    """Where the caches behind an address give their names, the lab must have met each of them with the old and with the
    new: it would not know else which are left."""
    samples = [sample for sample in truth.samples(resolver, record) if sample.nsid]
    for publication in publications(truth, record) if samples else ():
        for is_old in (True, False):
            met = {s.nsid for s in samples if publication.is_older(record.stage_of(s.records)) == is_old}
            yield None if len(met) >= caches else (
                f"{resolver}: of {caches} caches the lab met {len(met)} with {'older' if is_old else 'no older'} data "
                f"than what was published at {truth.when(publication.at)}"
            )


def _same_names(what: str, expected: Iterable[str], told: set[str]) -> Iterator[str | None]:
    missing, foreign = sorted(set(expected) - told), sorted(told - set(expected))
    yield None if not missing else f"{what} of the lab that the agent does not mention: {', '.join(missing)}"
    yield None if not foreign else f"{what} that the agent mentions and the lab does not have: {', '.join(foreign)}"


def _is_known(record: WatchedRecord | None, resolver_id: str) -> bool:
    if record is None:
        return False
    states = {resolver.id: resolver.state for resolver in record.resolvers}
    return states.get(resolver_id) in ("old", "new", "mixed", "other")
