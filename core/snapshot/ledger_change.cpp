#include "core/snapshot/ledger_change.hpp"

#include "core/mail/copies_of_message.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::ledger_change {
namespace {

/// The first that is not among the last of its path; where all are, there is one.
std::deque<Shared<mail::LedgerEntry>>::const_iterator one_to_forget(const MailState& state) {
  return std::ranges::find_if(state.ended, [&](const auto& candidate) {
    const auto of_path = std::ranges::count_if(state.ended, [&](const auto& other) {
      return other->probe == candidate->probe && other->path == candidate->path;
    });
    return of_path > static_cast<std::ptrdiff_t>(kKeptOfEach);
  });
}

/// The beginning of the last look at where something of the message would show.
std::optional<WallTime> looked_at(const MailState& state, const mail::LedgerEntry& entry) {
  if (!entry.awaited_report) {
    const auto mailbox = state.mailboxes.find(entry.mailbox);
    return mailbox == state.mailboxes.end() ? std::nullopt : mailbox->second.last_read;
  }
  const auto mailbox = state.bounce_mailboxes.find(entry.awaited_report->mailbox);
  return mailbox == state.bounce_mailboxes.end() ? std::nullopt : mailbox->second.last_begun;
}

/// Why nothing is known of it, where that is not told yet.
void note_silence(mail::LedgerEntry& entry) {
  if (entry.report || !entry.awaited_report || !entry.awaited_report->is_promised) return;
  const auto why = entry.awaited_report->is_perhaps_missed
                       ? "reports were passed over, as too much lay in their mailbox"
                       : "nothing was reported of it, nor of any message behind it by this way";
  entry.detail = fmt::format("{}: whether it arrived cannot be known", why);
}

/// The last reply says nothing of where it lies.
void note_only_copy(mail::LedgerEntry& entry) {
  using enum mail::MessageResult;
  const auto* copy = mail::only_copy(entry);
  if (copy == nullptr || entry.result == refused || entry.result == lost) return;
  entry.detail = mail::words_on_only_copy(entry, *copy);
}

}  // namespace

void keep_ended(MailState& state, mail::LedgerEntry entry) {
  state.ended.emplace_back(std::move(entry));
  if (state.ended.size() <= kMaxEnded) return;
  const auto place = one_to_forget(state);
  if (place == state.ended.end()) return;
  state.from_before_step.erase((*place)->id);
  state.ended.erase(place);
}

void count(MailState& state, const mail::LedgerEntry& before, const mail::LedgerEntry& after) {
  auto& totals = state.totals[{after.probe, after.path}];
  totals = with_change(std::move(totals), mail::contribution_of(before), mail::contribution_of(after));
}

void continue_run(MailState& state, const mail::LedgerEntry& ended) {
  // It neither goes on with a run nor ends it.
  if (ended.result == mail::MessageResult::untold) return;
  if (ended.result == mail::MessageResult::delivered && state.from_before_step.contains(ended.id)) return;
  const ProbePath path{ended.probe, ended.path};
  const auto known = state.runs.find(path);
  const auto run = with_ended(known == state.runs.end() ? std::nullopt : std::optional(known->second), ended);
  if (run) {
    state.runs.insert_or_assign(path, *run);
  } else {
    state.runs.erase(path);
  }
}

mail::LedgerEntry reckoned(const MailState& state, mail::LedgerEntry entry) {
  const auto step = state.from_before_step.find(entry.id);
  if (step == state.from_before_step.end() || !step->second.counts_from) return entry;
  entry.first_attempt = step->second.counts_from;
  if (entry.report && entry.report->at == step->second.reported) entry.report->at = *step->second.counts_from;
  return entry;
}

void end_if_over(MailState& state, const std::string& id, WallTime now) {
  const auto place = state.in_flight.find(id);
  if (place == state.in_flight.end()) return;
  const auto result = mail::result_of(reckoned(state, place->second), looked_at(state, place->second),
                                      reporting_way(state, place->second));
  if (!result) return;
  auto entry = place->second;
  if (result == mail::MessageResult::untold) note_silence(entry);
  entry.result = result;
  entry.ended = now;
  note_only_copy(entry);
  count(state, place->second, entry);
  continue_run(state, entry);
  state.in_flight.erase(place);
  keep_ended(state, std::move(entry));
  state.changed.push_back(state.ended.back());
}

mail::LedgerEntry* entry_to_write(MailState& state, const std::string& id) {
  const auto in_flight = state.in_flight.find(id);
  if (in_flight != state.in_flight.end()) return &in_flight->second;
  const auto ended = std::ranges::find(state.ended, id, [](const auto& entry) { return entry->id; });
  return ended == state.ended.end() ? nullptr : &ended->write();
}

mail::LedgerEntry* recall(MailState& state, const std::map<std::string, mail::LedgerEntry>& recalled,
                          const std::string& id) {
  const auto place = recalled.find(id);
  if (place == recalled.end()) return nullptr;
  keep_ended(state, place->second);
  return &state.ended.back().write();
}

}  // namespace cutwatch::ledger_change
