#include "core/snapshot/mail_state.hpp"

#include "core/time/seconds.hpp"

#include <algorithm>

namespace cutwatch {
namespace {

void count_end(PathTotals& totals, const mail::LedgerEntry& entry) {
  ++totals.results[*entry.result];
  totals.last_result = entry.result;
  const auto latency = entry.latency();
  if (latency) totals.latency.observe(seconds_of(*latency));
}

void end_if_over(MailState& state, const std::string& id, WallTime now) {
  const auto place = state.in_flight.find(id);
  if (place == state.in_flight.end()) return;
  auto& entry = place->second;
  const auto mailbox = state.mailboxes.find(entry.mailbox);
  const auto read = mailbox == state.mailboxes.end() ? std::nullopt : mailbox->second.last_read;
  const auto result = mail::result_of(entry, read);
  if (!result) return;
  entry.result = result;
  entry.ended = now;
  count_end(state.totals[{entry.probe, entry.path}], entry);
  if (state.ended.size() == kMaxEnded) state.ended.pop_front();
  state.ended.emplace_back(std::move(entry));
  state.in_flight.erase(place);
}

/// A message that had ended is found: a second copy, or one that was called lost.
void find_again(MailState& state, const std::string& id, const MailboxRead::Found& found) {
  const auto place = std::ranges::find(state.ended, id, [](const auto& entry) { return entry->id; });
  if (place == state.ended.end()) return;
  auto& totals = state.totals[{(*place)->probe, (*place)->path}];
  const bool was_seen = (*place)->sighting.has_value();
  totals.duplicates += was_seen ? found.copies : found.copies - 1;
  if (!was_seen && (*place)->result == mail::MessageResult::lost) ++totals.found_after_lost;
  auto& entry = place->write();
  entry = mail::with_sighting(std::move(entry), found.sighting, found.copies);
}

void find(MailState& state, const std::string& id, const MailboxRead::Found& found) {
  const auto place = state.in_flight.find(id);
  if (place == state.in_flight.end()) return find_again(state, id, found);
  auto& entry = place->second;
  state.totals[{entry.probe, entry.path}].duplicates += entry.sighting ? found.copies : found.copies - 1;
  entry = mail::with_sighting(std::move(entry), found.sighting, found.copies);
}

}  // namespace

MailState fold_mail(MailState state, const MessageRecorded& recorded) {
  state.totals[{recorded.entry.probe, recorded.entry.path}];
  state.in_flight.insert_or_assign(recorded.entry.id, recorded.entry);
  return state;
}

MailState fold_mail(MailState state, const MessageAttempted& attempted) {
  const auto place = state.in_flight.find(attempted.id);
  if (place == state.in_flight.end()) return state;
  auto& entry = place->second;
  entry = mail::with_attempt(std::move(entry), attempted.attempt, attempted.at);
  if (attempted.attempt.disposition == mail::SmtpDisposition::deferred) {
    ++state.totals[{entry.probe, entry.path}].deferrals;
  }
  auto& phases = state.phases[entry.path];
  for (const auto& [phase, duration] : attempted.attempt.phases) {
    phases.try_emplace(phase, metrics::kSmtpPhaseBounds).first->second.observe(seconds_of(duration));
  }
  if (attempted.attempt.certificate_not_after) {
    state.certificate_not_after[entry.path] = *attempted.attempt.certificate_not_after;
  }
  end_if_over(state, attempted.id, attempted.at);
  return state;
}

MailState fold_mail(MailState state, const MailboxRead& read) {
  auto& mailbox = state.mailboxes[read.mailbox];
  if (!read.content) {
    mailbox.failure = read.content.error();
    return state;
  }
  mailbox.failure.reset();
  mailbox.last_read = read.at;
  mailbox.positions = read.content->positions;
  for (const auto& [id, found] : read.content->found) find(state, id, found);
  std::vector<std::string> ids;
  for (const auto& [id, entry] : state.in_flight) {
    if (entry.mailbox == read.mailbox) ids.push_back(id);
  }
  for (const auto& id : ids) end_if_over(state, id, read.at);
  return state;
}

}  // namespace cutwatch
