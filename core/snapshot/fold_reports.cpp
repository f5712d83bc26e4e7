#include "core/mail/copies_of_message.hpp"
#include "core/snapshot/ledger_change.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch {
namespace {

using namespace ledger_change;

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
/// What a proxy delivered itself has not reached those whom it is to hand mail on to.
mail::DeliveryReport what_is_told(const mail::LedgerEntry& entry, const ReportsRead::Report& report,
                                  WallTime at) {
  using enum mail::ReportVerdict;
  auto told = mail::delivery_report(report.dsn, entry.to, at);
  if (!entry.awaited_report && told.is_of_success()) told.verdict = unclear;
  if (told.verdict == delivered && report.is_by_proxy) told.verdict = elsewhere;
  return told;
}

/// What is met look after look, because it came lately, is counted with the first.
void ignore(MailState& state, const ReportsRead& read, const ReportsRead::Report& report,
            mail::ReportDoubt doubt) {
  if (!report.is_anew) ++state.bounce_mailboxes[read.mailbox].ignored[doubt];
}

/// Beside what is told of the message itself: neither hides the other.
void note_copy_bounce(MailState& state, mail::LedgerEntry& entry, const mail::DeliveryReport& elsewhere) {
  auto told = mail::with_copy_bounce(entry, elsewhere);
  if (told == entry) return;
  entry = std::move(told);
  state.changed.emplace_back(entry);
}

void take_report(MailState& state, const ReportsRead::Report& report, const ReportsRead& read,
                 std::optional<WallTime> last_begun) {
  auto* entry = entry_to_write(state, report.id);
  if (entry == nullptr) entry = recall(state, read.content->recalled, report.id);
  if (entry == nullptr) return ignore(state, read, report, mail::ReportDoubt::unknown);
  if (!entry->awaited_report && !report.dsn.is_bounce)
    return ignore(state, read, report, mail::ReportDoubt::no_report);
  const auto elsewhere = mail::failure_elsewhere(report.dsn, entry->to, read.at);
  if (elsewhere) note_copy_bounce(state, *entry, *elsewhere);
  const auto what = what_is_told(*entry, report, read.at);
  // Whoever reads a log could write it, and keep a loss from being told.
  if (what.verdict == mail::ReportVerdict::unclear && report.is_by_address)
    return ignore(state, read, report, mail::ReportDoubt::unproven);
  auto told = mail::with_report(*entry, what, report.is_anew);
  if (what.verdict == mail::ReportVerdict::delivered)
    told = mail::with_sighting(std::move(told), reported_delivery(*entry, report, read, last_begun), 0);
  if (told == *entry) return;
  count(state, *entry, told);
  *entry = std::move(told);
  state.changed.emplace_back(*entry);
}

bool is_awaited_there(const mail::LedgerEntry& entry, const ReportsRead& read) {
  return entry.awaited_report && entry.awaited_report->mailbox == read.mailbox;
}

/// Their reports may be among those that nobody will read.
void note_gap(MailState& state, const ReportsRead& read) {
  for (auto& [id, entry] : state.in_flight) {
    if (!is_awaited_there(entry, read) || entry.awaited_report->is_perhaps_missed) continue;
    entry.awaited_report->is_perhaps_missed = true;
    state.changed.emplace_back(entry);
  }
}

/// By the same way there, and to the same mailbox back.
bool goes_alike(const mail::LedgerEntry& one, const mail::LedgerEntry& other) {
  const bool is_led_alike =
      one.way && other.way ? one.way->destination() == other.way->destination() : !one.way && !other.way;
  return one.probe == other.probe && one.path == other.path && one.goes_where(other) && is_led_alike &&
         one.awaited_report->mailbox == other.awaited_report->mailbox;
}

/// When it was recorded: by how often the host's clock had been set then, and by that clock.
std::pair<std::uint32_t, WallTime> place_in_time(const MailState& state, const mail::LedgerEntry& entry) {
  const auto before = state.from_before_step.find(entry.id);
  return {before == state.from_before_step.end() ? state.clock_steps : before->second.clock, entry.recorded};
}

bool was_recorded_before(const MailState& state, const mail::LedgerEntry& one,
                         const mail::LedgerEntry& other) {
  return place_in_time(state, one) < place_in_time(state, other);
}

}  // namespace

MailState fold_mail(MailState state, const ReportsRead& read) {
  state.changed.clear();
  auto& mailbox = state.bounce_mailboxes[read.mailbox];
  if (!read.content) {
    mailbox.failure = read.content.error();
    return state;
  }
  mailbox.failure.reset();
  mailbox.last_read = read.at;
  const auto last_begun = mailbox.last_begun;
  // One that left something says less than the one before, and takes nothing of that back.
  mailbox.last_begun = std::max(read.began, last_begun.value_or(read.began));
  mailbox.positions = read.content->positions;
  for (const auto& [doubt, count] : read.content->ignored) mailbox.ignored[doubt] += count;
  if (read.has_gap) note_gap(state, read);
  for (const auto& report : read.content->reports) take_report(state, report, read, last_begun);
  // Only those end here that are awaited in no mailbox: that one of the others is not in its own all the same
  // is seen by a look into that.
  std::vector<std::string> ids;
  for (const auto& [id, entry] : state.in_flight) {
    if (is_awaited_there(entry, read)) ids.push_back(id);
  }
  for (const auto& id : ids) end_if_over(state, id, read.at);
  return state;
}

mail::ReportingWay reporting_way(const MailState& state, const mail::LedgerEntry& entry) {
  const auto shows_it = [&](const mail::LedgerEntry& other) {
    return other.shows_reporting() && goes_alike(other, entry) && !was_recorded_before(state, other, entry);
  };
  const bool is_proven =
      entry.awaited_report &&
      (std::ranges::any_of(state.ended, [&](const auto& other) { return shows_it(*other); }) ||
       std::ranges::any_of(state.in_flight, [&](const auto& other) { return shows_it(other.second); }));
  return is_proven ? mail::ReportingWay::proven : mail::ReportingWay::unproven;
}

}  // namespace cutwatch
