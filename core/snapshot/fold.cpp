#include "core/dns/past_shown.hpp"
#include "core/snapshot/clock_step.hpp"
#include "core/snapshot/serial_lag.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/seconds.hpp"

#include <algorithm>

namespace cutwatch {
namespace {

DomainState& domain(Snapshot& snapshot, const std::string& label) {
  const auto [place, is_new] = snapshot.domains.try_emplace(label);
  auto& state = place->second.write();
  if (is_new) state.state_file = snapshot.state_file;
  return state;
}

RecordState& record(Snapshot& snapshot, const std::string& label, const dns::Question& question) {
  return domain(snapshot, label).records[question].write();
}

void count(ResolverTotals& totals, QueryResult result, const DnsSighting& sighting) {
  ++totals.queries[result];
  totals.unexpected_replies += sighting.unexpected_replies;
  if (!sighting.answer) return;
  totals.duration.try_emplace(sighting.transport, metrics::kQueryBounds)
      .first->second.observe(seconds_of(sighting.duration));
}

/// Any other answer ends the streak; silence says nothing about it.
void note_refusal(DomainState& state, const ResolverAnswered& seen) {
  if (!seen.sighting.answer) return;
  if (seen.sighting.answer->kind != dns::AnswerKind::refused) {
    state.refusals.erase(seen.resolver);
    return;
  }
  auto& streak = state.refusals[seen.resolver];
  ++streak.count;
  streak.last = seen.sighting.ended;
}

/// An exchange that we did not let happen has no result, and tells nothing about the server.
void fold_into(Snapshot& snapshot, const ResolverAnswered& seen) {
  const auto result = query_result(seen.sighting.answer);
  if (!result) return;
  auto& state = record(snapshot, seen.domain, seen.record);
  auto& view = state.resolvers[seen.resolver].write();
  const auto known_ended = view.ended.size();
  view = dns::with_reply(std::move(view), seen.sighting.sent, seen.sighting.ended, seen.sighting.answer);
  if (view.ended.size() > known_ended || view.ended.size() > dns::kMaxWitnesses)
    view = dns::with_witnesses_only(std::move(view), state.histories_with_departed());
  note_refusal(domain(snapshot, seen.domain), seen);
  count(snapshot.resolvers[seen.resolver].write(), *result, seen.sighting);
}

/// Asked before it left the delegation, answered after: it is no authority any more.
bool has_left(const Snapshot& snapshot, const AuthorityAnswered& seen) {
  const auto domain = snapshot.domains.find(seen.domain);
  if (domain == snapshot.domains.end()) return false;
  const auto record = domain->second->records.find(seen.record);
  if (record == domain->second->records.end() || !record->second->delegation) return false;
  return !record->second->authorities.contains(seen.server);
}

/// One reply may be lost, and the next; after that nobody knows what was published meanwhile.
Millis longest_pause(const AuthorityAnswered& seen) {
  static constexpr int kIntervals = 3;
  return seen.interval > Millis{0} ? kIntervals * seen.interval : Millis::max();
}

std::optional<dns::AuthoritySample> sample_of(const AuthorityAnswered& seen, const DomainState& domain) {
  const auto& answer = seen.sighting.answer;
  if (!answer || !answer->is_definite() || !answer->is_authoritative) return std::nullopt;
  return dns::AuthoritySample{.rrset = answer->rrset,
                              .ttl = answer->ttl,
                              .serial = seen.serial,
                              .sent = seen.sighting.sent,
                              .received = seen.sighting.ended,
                              .longest_pause = longest_pause(seen),
                              .is_serial_telling = !has_mute_serial(domain, seen.server)};
}

/// What it said is true all the same.
void fold_late(Snapshot& snapshot, const AuthorityAnswered& seen) {
  auto& state = record(snapshot, seen.domain, seen.record);
  const auto gone = state.departed.find(seen.server);
  if (gone == state.departed.end()) return;
  const auto sample = sample_of(seen, domain(snapshot, seen.domain));
  if (!sample) return;
  auto& history = gone->second.write().history;
  history = dns::with_sample(std::move(history), *sample);
}

void fold_into(Snapshot& snapshot, const AuthorityAnswered& seen) {
  if (!query_result(seen.sighting.answer)) return;
  if (has_left(snapshot, seen)) return fold_late(snapshot, seen);
  auto& whole = domain(snapshot, seen.domain);
  auto& view = whole.records[seen.record].write().authorities[seen.server].write();
  view.last = dns::LastReply{.at = seen.sighting.ended, .answer = seen.sighting.answer};
  if (seen.serial) {
    view.serial_lag = serial_lag(whole, seen.record, seen.server, *seen.serial, seen.sighting.ended);
    view.serial = seen.serial;
  }
  if (const auto sample = sample_of(seen, whole))
    view.history = dns::with_sample(std::move(view.history), *sample);
}

/// An authority from now on, with what it showed when it was one before.
void admit(RecordState& state, const dns::NameServer& server, WallTime now) {
  const auto [place, is_new] = state.authorities.try_emplace(server);
  const auto gone = state.departed.find(server);
  if (!is_new || gone == state.departed.end()) return;
  auto& view = place->second.write();
  view.history = gone->second->history;
  view.readmitted_at = now;
  state.departed.erase(gone);
}

void dismiss(RecordState& state, const dns::NameServer& server, WallTime now) {
  const auto node = state.authorities.extract(server);
  state.add_departed(server, {.history = node.mapped()->history, .departed_at = now});
}

void fold_into(Snapshot& snapshot, const DelegationFound& found) {
  auto& state = record(snapshot, found.domain, found.record);
  state.delegation = found.servers;
  if (!found.servers) return;
  state.delegation_found = found.at;
  for (const auto& server : *found.servers) admit(state, server, found.at);
  const auto known = state.authorities;
  for (const auto& [server, view] : known) {
    if (std::ranges::find(*found.servers, server) == found.servers->end()) dismiss(state, server, found.at);
  }
}

void fold_into(Snapshot& snapshot, const OwnNetworkJudged& judged) {
  record(snapshot, judged.domain, judged.record).own_network = {.is_down = judged.is_down,
                                                                .since = judged.at};
}

void fold_into(Snapshot& snapshot, const DelegationCompared& compared) {
  record(snapshot, compared.domain, compared.record).sides = compared.sides;
  if (!compared.sides) return;
  // A name is looked at once, for all its records.
  for (auto& [question, state] : domain(snapshot, compared.domain).records) {
    if (question.name != compared.record.name) continue;
    auto& named = state.write().named;
    named = with_sides(std::move(named), *compared.sides, compared.at);
  }
}

void fold_into(Snapshot& snapshot, const CalibrationFound& found) {
  auto& state = domain(snapshot, found.domain);
  auto& known = state.calibrations[found.resolver];
  known = with_try(std::move(known), found.names, found.at, found.result);
  state.wildcards_missing.reset();
}

void fold_into(Snapshot& snapshot, const WildcardsMissing& missing) {
  domain(snapshot, missing.domain).wildcards_missing = missing.failure;
}

void fold_into(Snapshot& snapshot, const MxLinted& linted) {
  auto& known = domain(snapshot, linted.domain).mx_findings;
  known = dns::with_look(known.value_or(dns::MxFindings{}), linted.findings);
}

void fold_into(Snapshot& snapshot, const IdentitySeen& seen) {
  auto& known = domain(snapshot, seen.domain).identities[{seen.path, seen.address}];
  known = with_look(std::move(known), seen);
}

void fold_into(Snapshot& snapshot, const RecipientsAsked& asked) {
  auto& known = domain(snapshot, asked.domain).recipients[{asked.path, asked.server}];
  known = with_replies(std::move(known), asked);
}

void fold_into(Snapshot& snapshot, const LockdownTried& tried) {
  auto& locks = domain(snapshot, tried.domain).locks;
  const auto known = locks.find(key_of(tried));
  auto state = with_try(known == locks.end() ? std::nullopt : std::optional(known->second), tried);
  locks.insert_or_assign(key_of(tried), std::move(state));
}

void fold_into(Snapshot& snapshot, MailLogRead read) {
  auto& state = domain(snapshot, read.domain);
  if (!read.bypasses.empty()) {
    read.facts = without_counted(std::move(read.facts), read.bypasses, *state.bypass);
    auto& bypass = state.bypass.write();
    bypass = with_bypasses(std::move(bypass), mail::BypassSource::log, read.bypasses);
  }
  auto& known = state.server_logs[{read.role, read.source}].write();
  known = with_read(std::move(known), read);
}

void fold_into(Snapshot& snapshot, const QueueLooked& look) {
  auto& known = domain(snapshot, look.domain).queues[{look.role, look.source}].write();
  known = with_look(std::move(known), look);
}

void fold_into(Snapshot& snapshot, const OwnMailAstray& astray) {
  auto& bypass = domain(snapshot, astray.domain).bypass.write();
  bypass = with_bypasses(std::move(bypass), mail::BypassSource::probe, astray.bypasses);
}

void fold_into(Snapshot& snapshot, const MailboxAudited& audited) {
  auto& bypass = domain(snapshot, audited.domain).bypass.write();
  bypass = with_audit(std::move(bypass), audited);
}

template <class Mail>
void fold_mail_into(Snapshot& snapshot, const Mail& seen) {
  auto& state = domain(snapshot, seen.domain).mail.write();
  state = fold_mail(std::move(state), seen);
}

void fold_into(Snapshot& snapshot, const ProbeRan& ran) {
  auto& probe = domain(snapshot, ran.domain).probes[ran.probe];
  probe.last_run = ran.at;
  probe.last_duration = ran.duration;
  probe.lateness.observe(seconds_of(ran.lateness));
}

void fold_into(Snapshot& snapshot, const ProbeSkipped& skipped) {
  domain(snapshot, skipped.domain).probes[skipped.probe].skipped[skipped.reason] += skipped.count;
}

void fold_into(Snapshot& snapshot, const JudgementChanged& changed) {
  auto& chronicle = domain(snapshot, changed.domain).chronicle.write();
  chronicle = with_change(std::move(chronicle), changed);
}

/// What was noted first stays.
void fold_into(Snapshot& snapshot, const RecordNoted& seen) {
  auto& noted = record(snapshot, seen.domain, seen.record).noted;
  if (std::ranges::find(noted, seen.noted.rrset, &NotedRecord::rrset) != noted.end()) return;
  if (noted.size() == kMaxNoted) noted.erase(noted.begin());
  noted.push_back(seen.noted);
}

}  // namespace

Snapshot fold(Snapshot snapshot, const Observation& observation) {
  std::visit(Overloaded{
                 [&](const ResolverAnswered& seen) { fold_into(snapshot, seen); },
                 [&](const AuthorityAnswered& seen) { fold_into(snapshot, seen); },
                 [&](const DelegationFound& found) { fold_into(snapshot, found); },
                 [&](const DelegationCompared& compared) { fold_into(snapshot, compared); },
                 [&](const CalibrationFound& found) { fold_into(snapshot, found); },
                 [&](const WildcardsMissing& missing) { fold_into(snapshot, missing); },
                 [&](const MxLinted& linted) { fold_into(snapshot, linted); },
                 [&](const IdentitySeen& seen) { fold_into(snapshot, seen); },
                 [&](const RecipientsAsked& asked) { fold_into(snapshot, asked); },
                 [&](const LockdownTried& tried) { fold_into(snapshot, tried); },
                 [&](const MailLogRead& read) { fold_into(snapshot, read); },
                 [&](const QueueLooked& look) { fold_into(snapshot, look); },
                 [&](const MessageRecorded& recorded) { fold_mail_into(snapshot, recorded); },
                 [&](const MessageDeparting& departing) { fold_mail_into(snapshot, departing); },
                 [&](const MessageAttempted& attempted) { fold_mail_into(snapshot, attempted); },
                 [&](const MailboxRead& read) { fold_mail_into(snapshot, read); },
                 [&](const ReportsRead& read) { fold_mail_into(snapshot, read); },
                 [&](const OwnMailAstray& astray) { fold_into(snapshot, astray); },
                 [&](const MailboxAudited& audited) { fold_into(snapshot, audited); },
                 [&](const ProbeRan& ran) { fold_into(snapshot, ran); },
                 [&](const ProbeSkipped& skipped) { fold_into(snapshot, skipped); },
                 [&](const StateWriteFailed& failed) {
                   ++snapshot.state_write_errors;
                   const auto state_file = with_failed_write(*snapshot.state_file, failed);
                   snapshot = with_state_file(std::move(snapshot), state_file);
                 },
                 [&](const StateWritten& written) {
                   const auto state_file = with_write(*snapshot.state_file, written);
                   snapshot = with_state_file(std::move(snapshot), state_file);
                 },
                 [&](const OwnNetworkJudged& judged) { fold_into(snapshot, judged); },
                 [&](const ClockStepped& step) { snapshot = with_clock_step(std::move(snapshot), step); },
                 [&](const JudgementChanged& changed) { fold_into(snapshot, changed); },
                 [&](const RecordNoted& noted) { fold_into(snapshot, noted); },
             },
             observation);
  return snapshot;
}

}  // namespace cutwatch
