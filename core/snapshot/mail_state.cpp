#include "core/snapshot/mail_state.hpp"

#include "core/time/seconds.hpp"

#include <algorithm>
#include <tuple>

namespace cutwatch {
namespace {

/// The latency that counts: none of a message that was lost or refused first, wherever it turned up later.
std::optional<Millis> delivery_latency(const mail::LedgerEntry& entry) {
  if (entry.result == mail::MessageResult::lost || entry.result == mail::MessageResult::refused)
    return std::nullopt;
  return entry.latency();
}

void count_end(PathTotals& totals, const mail::LedgerEntry& entry) {
  if (entry.result) ++totals.results[*entry.result];
  totals.last_result = entry.result;
  const auto latency = delivery_latency(entry);
  if (latency) totals.latency.observe(seconds_of(*latency));
}

void keep_ended(MailState& state, mail::LedgerEntry entry) {
  count_end(state.totals[{entry.probe, entry.path}], entry);
  if (state.ended.size() == kMaxEnded) state.ended.pop_front();
  state.ended.emplace_back(std::move(entry));
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
  keep_ended(state, std::move(entry));
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

mail::LedgerEntry* entry_to_write(MailState& state, const std::string& id) {
  const auto in_flight = state.in_flight.find(id);
  if (in_flight != state.in_flight.end()) return &in_flight->second;
  const auto ended = std::ranges::find(state.ended, id, [](const auto& entry) { return entry->id; });
  return ended == state.ended.end() ? nullptr : &ended->write();
}

void count_connection(MailState& state, const std::string& path, const mail::SmtpAttempt& attempt) {
  auto& phases = state.phases[path];
  for (const auto& [phase, duration] : attempt.phases) {
    phases.try_emplace(phase, metrics::kSmtpPhaseBounds).first->second.observe(seconds_of(duration));
  }
  if (attempt.certificate_not_after) {
    state.certificates[path] = {.not_after = *attempt.certificate_not_after,
                                .is_valid = attempt.is_certificate_valid};
  }
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

MailState fold_mail(MailState state, const MessageDeparting& departing) {
  const auto place = state.in_flight.find(departing.id);
  if (place != state.in_flight.end()) place->second.disposition = mail::SmtpDisposition::unknown;
  return state;
}

MailState fold_mail(MailState state, const MessageAttempted& attempted) {
  auto* entry = entry_to_write(state, attempted.id);
  if (entry == nullptr) return state;
  auto& totals = state.totals[{entry->probe, entry->path}];
  const bool had_latency = delivery_latency(*entry).has_value();
  *entry = mail::with_attempt(std::move(*entry), attempted.attempt, attempted.at);
  if (attempted.attempt.disposition == mail::SmtpDisposition::deferred) ++totals.deferrals;
  // Mail can be in the mailbox before its SMTP dialogue is over: its end was counted without a latency then.
  const auto latency = entry->result ? delivery_latency(*entry) : std::nullopt;
  if (latency && !had_latency) totals.latency.observe(seconds_of(*latency));
  count_connection(state, entry->path, attempted.attempt);
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

const mail::LedgerEntry* find_message(const MailState& state, const std::string& id) {
  const auto in_flight = state.in_flight.find(id);
  if (in_flight != state.in_flight.end()) return &in_flight->second;
  const auto ended = std::ranges::find(state.ended, id, [](const auto& entry) { return entry->id; });
  return ended == state.ended.end() ? nullptr : &**ended;
}

MailState restore_mail(std::vector<mail::LedgerEntry> entries) {
  MailState state;
  // In the order in which they ended, those of one look by id: the last one is the last result.
  std::ranges::sort(entries, {},
                    [](const mail::LedgerEntry& entry) { return std::tie(entry.ended, entry.id); });
  for (auto& entry : entries) {
    auto& totals = state.totals[{entry.probe, entry.path}];
    totals.deferrals += entry.deferrals;
    totals.duplicates += entry.copies > 1 ? entry.copies - 1 : 0;
    totals.found_after_lost += entry.is_found_after_lost ? 1 : 0;
    if (entry.result) {
      keep_ended(state, std::move(entry));
    } else {
      state.in_flight.emplace(entry.id, std::move(entry));
    }
  }
  return state;
}

}  // namespace cutwatch
