#include "core/snapshot/mail_state.hpp"

#include "core/mail/copies_of_message.hpp"
#include "core/snapshot/ledger_change.hpp"
#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace cutwatch {
namespace {

using namespace ledger_change;

void forget_longest_ago(MailState& state, const std::string& path) {
  const auto is_one = [&](const auto& each) {
    return each.first.path != path && is_streak_of(each.first, path);
  };
  if (static_cast<std::size_t>(std::ranges::count_if(state.refusals, is_one)) <= kMaxDestinationStreaks)
    return;
  auto oldest = state.refusals.end();
  for (auto each = state.refusals.begin(); each != state.refusals.end(); ++each) {
    if (is_one(*each) && (oldest == state.refusals.end() || each->second.last < oldest->second.last))
      oldest = each;
  }
  state.refusals.erase(oldest);
}

void follow_refusals(MailState& state, const mail::LedgerEntry& entry, mail::SmtpDisposition disposition,
                     WallTime at) {
  const auto key = streak_key(entry);
  auto streak = with_attempt(std::move(state.refusals[key]), entry, disposition, at);
  if (streak.count == 0) {
    state.refusals.erase(key);
  } else {
    state.refusals.insert_or_assign(key, std::move(streak));
    forget_longest_ago(state, entry.path);
  }
}

/// What became of kept messages at their first servers, in the order in which it did.
void restore_refusals(MailState& state, const std::vector<mail::LedgerEntry>& kept) {
  using enum mail::SmtpDisposition;
  struct Answer {
    WallTime at;
    mail::SmtpDisposition disposition;
    const mail::LedgerEntry* entry;
  };
  std::vector<Answer> answers;
  for (const auto& entry : kept) {
    if (entry.disposition == refused && entry.ended) answers.push_back({*entry.ended, refused, &entry});
    if (entry.disposition == unknown && entry.first_attempt)
      answers.push_back({*entry.first_attempt, unknown, &entry});
    if (entry.accepted) answers.push_back({*entry.accepted, accepted, &entry});
  }
  std::ranges::sort(answers, {}, &Answer::at);
  for (const auto& [at, disposition, entry] : answers) follow_refusals(state, *entry, disposition, at);
}

/// One that was tried to be sent, or may have been.
bool is_under_way(const mail::LedgerEntry& entry) {
  return entry.first_attempt || entry.disposition == mail::SmtpDisposition::unknown;
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

/// A look certainly shows what lay there as it began, and dates what it finds by its end: between the
/// beginning of the look before and the end of this one nobody could see the message come. But it cannot be
/// missed before it was accepted.
bool was_watched(const mail::LedgerEntry& entry, std::optional<WallTime> last_read, const MailboxRead& read) {
  if (!entry.accepted) return true;
  const auto unseen_since = last_read ? std::max(*entry.accepted, *last_read) : *entry.accepted;
  return read.ended - unseen_since <= read.pace * 3 / 2;
}

void see_copy(MailState& state, mail::LedgerEntry& entry, const mail::Sighting& sighting,
              const std::string& mailbox) {
  auto seen = mail::with_copy_seen(entry, mailbox, sighting);
  if (seen == entry) return;
  count(state, entry, seen);
  entry = std::move(seen);
  state.changed.emplace_back(entry);
}

/// Those that the look should have shown, and did not.
void miss_copies(MailState& state, const MailboxRead& read) {
  for (const auto& id : awaiting_copies(state, read.mailbox)) {
    if (!mail::is_copy_overdue(reckoned(state, *find_message(state, id)), read.at)) continue;
    auto& entry = *entry_to_write(state, id);
    entry = mail::with_copy_missed(std::move(entry), read.mailbox, read.at);
    state.changed.emplace_back(entry);
  }
}

/// Those under way that a look into that mailbox may end.
std::vector<std::string> ended_by_looks_into(const MailState& state, const std::string& mailbox) {
  std::vector<std::string> ids;
  for (const auto& [id, entry] : state.in_flight) {
    const auto* copy = mail::copy_in(entry, mailbox);
    if (entry.mailbox == mailbox || (copy != nullptr && copy->suffices)) ids.push_back(id);
  }
  return ids;
}

void find(MailState& state, const std::string& id, const MailboxRead& read,
          std::optional<WallTime> last_read) {
  auto* entry = entry_to_write(state, id);
  if (entry == nullptr) entry = recall(state, read.content->recalled, id);
  if (entry == nullptr) return;
  const auto& found = read.content->found.at(id);
  if (mail::copy_in(*entry, read.mailbox) != nullptr)
    return see_copy(state, *entry, found.sighting, read.mailbox);
  auto sighting = found.sighting;
  sighting.was_watched = was_watched(*entry, last_read, read);
  auto seen = mail::with_sighting(*entry, sighting, found.copies);
  if (entry->result && mail::only_copy(*entry) != nullptr)
    seen.detail = printable(fmt::format("it came to mailbox {} too, after that", entry->mailbox));
  count(state, *entry, seen);
  *entry = std::move(seen);
  state.changed.emplace_back(*entry);
}

/// It is known where it lies, and that it was not sent there. It ends as one that does not arrive; a report
/// says more of it.
void note_astray(MailState& state, const std::string& id, const std::string& mailbox) {
  const auto place = state.in_flight.find(id);
  if (place == state.in_flight.end() || place->second.report) return;
  auto& entry = place->second;
  auto found = printable(fmt::format("it came to mailbox {}, and is awaited in {}", mailbox,
                                     entry.mailbox.empty() ? "none" : entry.mailbox));
  if (entry.detail == found) return;
  entry.detail = std::move(found);
  state.changed.emplace_back(entry);
}

/// One whose destination nobody is led to any more goes to another, and what becomes of it tells of that one:
/// when the one before put it off, too, tells nothing of this one.
mail::LedgerEntry led_by(mail::LedgerEntry entry, const std::optional<mail::DnsWay>& way) {
  const bool is_elsewhere = way && (!entry.way || entry.way->destination() != way->destination());
  if (!is_elsewhere) return entry;
  if (entry.way) entry.first_deferral.reset();
  entry.way = way;
  return entry;
}

}  // namespace

MailState fold_mail(MailState state, const MessageRecorded& recorded) {
  state.changed.clear();
  state.totals[{recorded.entry.probe, recorded.entry.path}];
  state.in_flight.insert_or_assign(recorded.entry.id, recorded.entry);
  return state;
}

MailState fold_mail(MailState state, const MessageDeparting& departing) {
  state.changed.clear();
  const auto place = state.in_flight.find(departing.id);
  if (place != state.in_flight.end()) place->second.disposition = mail::SmtpDisposition::unknown;
  return state;
}

MailState fold_mail(MailState state, const MessageAttempted& attempted) {
  state.changed.clear();
  auto* entry = entry_to_write(state, attempted.id);
  if (entry == nullptr) return state;
  auto tried = mail::with_attempt(led_by(*entry, attempted.way), attempted.attempt, attempted.at);
  count(state, *entry, tried);
  *entry = std::move(tried);
  state.changed.emplace_back(*entry);
  follow_refusals(state, *entry, attempted.attempt.disposition, attempted.at);
  // Of a submission other times and another certificate are to be expected than of the way of mail.
  if (attempted.entrance == mail::Entrance::exchanger)
    count_connection(state, entry->path, attempted.attempt);
  end_if_over(state, attempted.id, attempted.at);
  return state;
}

MailState fold_mail(MailState state, const MailboxRead& read) {
  state.changed.clear();
  auto& mailbox = state.mailboxes[read.mailbox];
  if (!read.content) {
    mailbox.failure = read.content.error();
    return state;
  }
  const auto last_read = mailbox.last_read;
  mailbox.failure.reset();
  mailbox.last_read = read.at;
  mailbox.positions = read.content->positions;
  for (const auto& [id, found] : read.content->found) find(state, id, read, last_read);
  for (const auto& id : read.content->astray) note_astray(state, id, read.mailbox);
  miss_copies(state, read);
  for (const auto& id : ended_by_looks_into(state, read.mailbox)) end_if_over(state, id, read.at);
  return state;
}

MailState with_clock_step(MailState state, WallTime now, Millis by) {
  state.changed.clear();
  state.runs.clear();
  for (auto& [path, streak] : state.refusals) streak.last += by;
  for (auto& [id, mailbox] : state.mailboxes) mailbox.last_read.reset();
  for (auto& [id, mailbox] : state.bounce_mailboxes) {
    mailbox.last_read.reset();
    mailbox.last_begun.reset();
  }
  const BeforeStep before{.clock = state.clock_steps++};
  for (auto& [id, entry] : state.in_flight) {
    auto& known = state.from_before_step.try_emplace(id, before).first->second;
    if (is_under_way(entry)) known.counts_from = now;
    if (!entry.accepted) entry.first_deferral.reset();
    known.reported = entry.report ? std::optional(entry.report->at) : std::nullopt;
  }
  for (const auto& entry : state.ended) {
    auto& known = state.from_before_step.try_emplace(entry->id, before).first->second;
    if (mail::awaits_copies(*entry)) known.counts_from = now;
  }
  return state;
}

std::vector<std::string> awaiting_copies(const MailState& state, std::string_view mailbox) {
  std::vector<std::string> ids;
  for (const auto& [id, entry] : state.in_flight) {
    if (mail::awaits_copy_in(entry, mailbox)) ids.push_back(id);
  }
  for (const auto& entry : state.ended) {
    if (mail::awaits_copy_in(*entry, mailbox)) ids.push_back(entry->id);
  }
  return ids;
}

const mail::LedgerEntry* find_message(const MailState& state, const std::string& id) {
  const auto in_flight = state.in_flight.find(id);
  if (in_flight != state.in_flight.end()) return &in_flight->second;
  const auto ended = std::ranges::find(state.ended, id, [](const auto& entry) { return entry->id; });
  return ended == state.ended.end() ? nullptr : &**ended;
}

MailState restore_mail(KeptLedger kept) {
  MailState state;
  state.totals = std::move(kept.totals);
  // In the order in which they ended, those of one look by id.
  std::ranges::sort(kept.messages, {},
                    [](const mail::LedgerEntry& entry) { return std::tie(entry.ended, entry.id); });
  restore_refusals(state, kept.messages);
  for (auto& entry : kept.messages) {
    state.totals[{entry.probe, entry.path}];
    if (entry.result) {
      continue_run(state, entry);
      keep_ended(state, std::move(entry));
    } else {
      state.in_flight.emplace(entry.id, std::move(entry));
    }
  }
  for (auto& [id, positions] : kept.bounce_positions)
    state.bounce_mailboxes[id].positions = std::move(positions);
  // They reach further back than the messages that are remembered.
  for (const auto& [path, run] : kept.runs) {
    state.runs.erase(path);
    if (run) state.runs.emplace(path, *run);
  }
  return state;
}

}  // namespace cutwatch
