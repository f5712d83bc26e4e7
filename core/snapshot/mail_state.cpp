#include "core/snapshot/mail_state.hpp"

#include "core/mail/copies_of_message.hpp"
#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace cutwatch {
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

void keep_ended(MailState& state, mail::LedgerEntry entry) {
  state.ended.emplace_back(std::move(entry));
  if (state.ended.size() <= kMaxEnded) return;
  const auto place = one_to_forget(state);
  if (place == state.ended.end()) return;
  state.from_before_step.erase((*place)->id);
  state.ended.erase(place);
}

/// Counts what a change of a message adds.
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

/// The message as its end is reckoned: from the last step of the clock on, where it was under way then.
mail::LedgerEntry reckoned(const MailState& state, mail::LedgerEntry entry) {
  const auto step = state.from_before_step.find(entry.id);
  if (step == state.from_before_step.end() || !step->second.counts_from) return entry;
  entry.first_attempt = step->second.counts_from;
  if (entry.report && entry.report->at == step->second.reported) entry.report->at = *step->second.counts_from;
  return entry;
}

/// One that was tried to be sent, or may have been.
bool is_under_way(const mail::LedgerEntry& entry) {
  return entry.first_attempt || entry.disposition == mail::SmtpDisposition::unknown;
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
  entry.detail =
      "nothing was reported of it, as of none before it by this way: whether it arrived cannot be known";
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

/// A message that had ended long ago is known again.
mail::LedgerEntry* recall(MailState& state, const std::map<std::string, mail::LedgerEntry>& recalled,
                          const std::string& id) {
  const auto place = recalled.find(id);
  if (place == recalled.end()) return nullptr;
  keep_ended(state, place->second);
  return &state.ended.back().write();
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

/// A delivery that was reported. What was known by a look into the sender's mailbox is dated by its end, as
/// what is found is.
mail::Sighting reported_delivery(const mail::LedgerEntry& entry, const ReportsRead::Report& report,
                                 const ReportsRead& read, std::optional<WallTime> last_begun) {
  mail::Sighting out{.at = read.at, .folder = {}, .filed = report.filed};
  if (!entry.accepted) return out;
  const auto unseen_since = last_begun ? std::max(*entry.accepted, *last_begun) : *entry.accepted;
  out.was_watched = read.at - unseen_since <= read.pace * 3 / 2;
  return out;
}

/// Good news was asked for of those only that are awaited in no mailbox: elsewhere that has the word.
mail::DeliveryReport what_is_told(const mail::LedgerEntry& entry, const mail::Dsn& dsn, WallTime at) {
  auto report = mail::delivery_report(dsn, entry.to, at);
  if (!entry.awaited_report && report.is_of_success()) report.verdict = mail::ReportVerdict::unclear;
  return report;
}

void take_report(MailState& state, const ReportsRead::Report& report, const ReportsRead& read,
                 std::optional<WallTime> last_begun) {
  auto* entry = entry_to_write(state, report.id);
  if (entry == nullptr) entry = recall(state, read.content->recalled, report.id);
  if (entry == nullptr) {
    ++state.bounce_mailboxes[read.mailbox].ignored[mail::ReportDoubt::unknown];
    return;
  }
  if (!entry->awaited_report && !report.dsn.is_bounce) {
    ++state.bounce_mailboxes[read.mailbox].ignored[mail::ReportDoubt::no_report];
    return;
  }
  const auto what = what_is_told(*entry, report.dsn, read.at);
  auto told = mail::with_report(*entry, what, report.is_anew);
  if (what.verdict == mail::ReportVerdict::delivered)
    told = mail::with_sighting(std::move(told), reported_delivery(*entry, report, read, last_begun), 0);
  if (told == *entry) return;
  count(state, *entry, told);
  *entry = std::move(told);
  state.changed.emplace_back(*entry);
}

/// One whose destination nobody is led to any more goes to another, and what becomes of it tells of that one.
mail::LedgerEntry led_by(mail::LedgerEntry entry, const std::optional<mail::DnsWay>& way) {
  const bool is_elsewhere = way && (!entry.way || entry.way->destination() != way->destination());
  if (is_elsewhere) entry.way = way;
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
  std::vector<std::string> ids;
  for (const auto& [id, entry] : state.in_flight) {
    if (entry.mailbox == read.mailbox) ids.push_back(id);
  }
  for (const auto& id : ids) end_if_over(state, id, read.at);
  miss_copies(state, read);
  return state;
}

MailState fold_mail(MailState state, const ReportsRead& read) {
  state.changed.clear();
  auto& mailbox = state.bounce_mailboxes[read.mailbox];
  if (!read.content) {
    mailbox.failure = read.content.error();
    return state;
  }
  mailbox.failure.reset();
  mailbox.last_read = read.at;
  const auto last_begun = std::exchange(mailbox.last_begun, read.began);
  mailbox.positions = read.content->positions;
  for (const auto& [doubt, count] : read.content->ignored) mailbox.ignored[doubt] += count;
  for (const auto& report : read.content->reports) take_report(state, report, read, last_begun);
  // Only those end here that are awaited in no mailbox: that one of the others is not in its own all the same
  // is seen by a look into that.
  std::vector<std::string> ids;
  for (const auto& [id, entry] : state.in_flight) {
    if (entry.awaited_report && entry.awaited_report->mailbox == read.mailbox) ids.push_back(id);
  }
  for (const auto& id : ids) end_if_over(state, id, read.at);
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
  for (const auto& [id, entry] : state.in_flight) {
    auto& known = state.from_before_step.try_emplace(id, before).first->second;
    if (is_under_way(entry)) known.counts_from = now;
    known.reported = entry.report ? std::optional(entry.report->at) : std::nullopt;
  }
  for (const auto& entry : state.ended) {
    auto& known = state.from_before_step.try_emplace(entry->id, before).first->second;
    if (mail::awaits_copies(*entry)) known.counts_from = now;
  }
  return state;
}

mail::ReportingWay reporting_way(const MailState& state, const mail::LedgerEntry& entry) {
  const auto is_led_alike = [&](const mail::LedgerEntry& other) {
    return entry.way && other.way ? entry.way->destination() == other.way->destination()
                                  : !entry.way && !other.way;
  };
  const bool is_proven = entry.awaited_report && std::ranges::any_of(state.ended, [&](const auto& other) {
                           return other->shows_reporting() && other->probe == entry.probe &&
                                  other->path == entry.path && other->goes_where(entry) &&
                                  is_led_alike(*other);
                         });
  return is_proven ? mail::ReportingWay::proven : mail::ReportingWay::unproven;
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
