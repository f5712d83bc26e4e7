#include "core/snapshot/clock_step.hpp"

#include <utility>

namespace cutwatch {
namespace {

// Structured bindings name every member on purpose: whoever adds one is stopped by the compiler here, and
// decides whether it is an instant.

void shift(WallTime& instant, Millis by) { instant += by; }

void shift(std::optional<WallTime>& instant, Millis by) {
  if (instant) *instant += by;
}

void shift(dns::CacheEntry& entry, Millis by) {
  auto& [rrset, nsid, expires, ends_by, first_seen, last_seen, samples, standstills, largest_ttl,
         surprising_since] = entry;
  shift(surprising_since, by);
  auto& [earliest, latest] = expires;
  for (auto* instant : {&earliest, &latest, &ends_by, &first_seen, &last_seen}) shift(*instant, by);
}

void shift(dns::Holding& holding, Millis by) {
  auto& [rrset, sightings, arrivals] = holding;
  for (auto& arrival : arrivals) shift(arrival.at, by);
  for (auto& sighting : sightings) {
    auto& [sent, received, ttl, nsid, is_said_stale, copy_since, stood_still] = sighting;
    for (auto* instant : {&sent, &received, &copy_since}) shift(*instant, by);
  }
}

void shift(std::optional<dns::LastReply>& last, Millis by) {
  if (!last) return;
  auto& [at, answer] = *last;
  shift(at, by);
}

void shift(dns::ResolverView& view, Millis by) {
  auto& [entries, last, changes, holdings, ttl, instances, most_interleaved, ended] = view;
  for (auto& entry : ended) shift(entry, by);
  for (auto& entry : entries) shift(entry, by);
  shift(last, by);
  for (auto& change : changes) shift(change.at, by);
  for (auto& holding : holdings) shift(holding, by);
  auto& [counts_down, renewed, largest, largest_arrived] = ttl;
  for (auto& arrived : largest_arrived) shift(arrived, by);
  for (auto& instance : instances) shift(instance.last_seen, by);
}

void shift(dns::Version& version, Millis by) {
  auto& [rrset, ttl, serial, first_seen, last_asked, last_seen, ended] = version;
  for (auto* instant : {&first_seen, &last_asked, &last_seen}) shift(*instant, by);
  shift(ended, by);
}

void shift(dns::AuthorityHistory& history, Millis by) {
  auto& [versions, forgotten_ended, gaps, standing, has_changed_under_serial] = history;
  const auto asked = versions.empty() ? WallTime{} : versions.back().last_asked;
  for (auto& version : versions) shift(version, by);
  // A machine that was suspended looks like a clock that was set forward: nobody looked meanwhile.
  if (by > Millis{0} && !versions.empty()) versions.back().last_asked = asked;
  if (standing) {
    auto& [ttl, samples, since, asked_before] = *standing;
    shift(since, by);
    shift(asked_before, by);
  }
  for (auto& gap : gaps) {
    auto& [begin, end, ttl] = gap;
    shift(begin, by);
    shift(end, by);
  }
  shift(forgotten_ended, by);
}

void shift(AuthorityView& view, Millis by) {
  auto& [history, last, serial, serial_lag, readmitted_at] = view;
  shift(history, by);
  if (serial_lag) shift(serial_lag->since, by);
  shift(last, by);
  shift(readmitted_at, by);
}

void shift(DepartedAuthority& gone, Millis by) {
  auto& [history, departed_at] = gone;
  shift(history, by);
  shift(departed_at, by);
}

void shift(RecordState& record, Millis by) {
  auto& [resolvers, authorities, departed, forgotten, delegation, delegation_found, sides, named, own_network,
         noted] = record;
  for (auto& [id, view] : resolvers) shift(view.write(), by);
  for (auto& [server, view] : authorities) shift(view.write(), by);
  for (auto& [server, gone] : departed) shift(gone.write(), by);
  if (forgotten) shift(forgotten->left, by);
  for (auto& [name, server] : named) shift(server.last, by);
  // A host that slept has its clock set forward, too: what was found before may be as old as it looks.
  if (by < Millis{0}) shift(delegation_found, by);
  shift(own_network.since, by);
}

void shift(CalibrationState& calibration, Millis by) {
  auto& [names, asked, failure, measured, figures] = calibration;
  shift(asked, by);
  shift(measured, by);
}

void shift(IdentityState& identity, Millis by) {
  auto& [looked_at, reverse, reverse_failure, greeting, greeting_failure] = identity;
  shift(looked_at, by);
  if (reverse) shift(reverse->at, by);
  if (greeting) shift(greeting->at, by);
}

void shift(RecipientStates& recipients, Millis by) {
  // A host that slept has its clock set forward, too: what was said before is as old as it looks.
  if (by > Millis{0}) return;
  for (auto& [recipient, state] : recipients) {
    auto& [told, last, failure] = state;
    if (told) shift(told->at, by);
    if (last) shift(last->at, by);
  }
}

void shift(LockState& lock, Millis by) {
  // As with recipients: what was said before a sleep is as old as it looks.
  if (by > Millis{0}) return;
  auto& [last, row, opened] = lock;
  shift(last.at, by);
  if (row) shift(row->since, by);
  if (row) shift(row->last, by);
  shift(opened, by);
}

/// Lines of what is the future by now would be the last for as long.
void shift(ServerLogState& log, Millis by) {
  if (by > Millis{0}) return;
  auto& [facts, position, begun, heard, failure, behind, strays_read] = log;
  facts = mail::shifted(std::move(facts), by);
  shift(begun, by);
  shift(heard, by);
  for (auto& [kind, at] : strays_read) shift(at, by);
}

/// When a message arrived is another program's word, in whichever time that was: it is shown as it was told.
void shift(QueueState& queue, Millis by) {
  auto& [last, facts, failure, curve] = queue;
  // As with recipients: what was seen before a sleep is as old as it looks.
  if (by < Millis{0}) shift(last, by);
  for (auto& point : curve) shift(point.at, by);
}

/// Likewise.
void shift(BypassState& bypass, Millis by) {
  if (by > Millis{0}) return;
  auto& [strays, last, counted, audits] = bypass;
  for (auto& [key, tally] : strays) shift(tally.last, by);
  for (auto& each : last) shift(each.mail.at, by);
  for (auto& [name, each] : counted) shift(each.at, by);
  for (auto& [id, audit] : audits) {
    shift(audit.begun, by);
    shift(audit.last_read, by);
  }
}

void shift(DomainState& domain, Millis by, WallTime now) {
  auto& [records, mx_findings, mail, probes, refusals, calibrations, wildcards_missing, identities,
         recipients, chronicle, state_file, locks, server_logs, queues, bypass] = domain;
  for (auto& [question, record] : records) shift(record.write(), by);
  for (auto& [id, probe] : probes) {
    if (probe.last_run != WallTime{}) shift(probe.last_run, by);
  }
  for (auto& [id, streak] : refusals) shift(streak.last, by);
  for (auto& [id, calibration] : calibrations) shift(calibration, by);
  for (auto& [of, identity] : identities) shift(identity, by);
  for (auto& [of, states] : recipients) shift(states, by);
  for (auto& [of, lock] : locks) shift(lock, by);
  for (auto& [of, log] : server_logs) shift(log.write(), by);
  for (auto& [of, queue] : queues) shift(queue.write(), by);
  if (*bypass != BypassState{}) shift(bypass.write(), by);
  mail = Shared(with_clock_step(*mail, now, by));
}

}  // namespace

Snapshot with_clock_step(Snapshot snapshot, const ClockStepped& step) {
  for (auto& [label, domain] : snapshot.domains) shift(domain.write(), step.by, step.at);
  return snapshot;
}

}  // namespace cutwatch
