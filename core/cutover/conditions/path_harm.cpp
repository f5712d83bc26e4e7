#include "core/cutover/conditions/path_harm.hpp"

#include "core/cutover/gates/ended_messages.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;

constexpr std::size_t kHarmfulInARow = 2;
constexpr std::size_t kLongestDetail = 512;

/// A message that was only ever put off is no loss, but by the old path: senders try again (DESIGN §7: a 4xx
/// is to wait).
bool is_refused_or_lost(const LedgerEntry* entry) {
  if (entry->result == MessageResult::refused) return true;
  const bool was_put_off = entry->path != to_string(Path::old_path) && entry->is_put_off();
  return entry->result == MessageResult::lost && !was_put_off;
}

}  // namespace

bool is_harmed(const std::vector<const LedgerEntry*>& messages) {
  return messages.size() >= kHarmfulInARow &&
         std::all_of(messages.begin(), messages.begin() + kHarmfulInARow, is_refused_or_lost);
}

namespace {

/// When a message told what it tells. That one is lost, or came back, may be noticed long after, when the
/// agent was down; a server's own reply is noticed at once.
std::optional<WallTime> told_at(const LedgerEntry& entry) {
  const bool has_bounced =
      entry.result == MessageResult::refused && entry.disposition != mail::SmtpDisposition::refused;
  if (!entry.ended || (entry.result != MessageResult::lost && !has_bounced)) return entry.ended;
  return std::min(*entry.ended, entry.first_attempt.value_or(entry.recorded) + entry.limits.lost_after);
}

/// Until when a message is news, for as long as evidence counts from then on. That one is lost shows only
/// once its time is out: of a server that is down the next word comes so much later, and of two losses the
/// first is as much older again.
std::optional<WallTime> news_until(const LedgerEntry& entry, const LedgerEntry* last, WallTime now) {
  const auto at = told_at(entry);
  if (!at || entry.result != MessageResult::lost) return at;
  return std::min(now, *at + entry.limits.lost_after * (&entry == last ? 1 : 2));
}

}  // namespace

std::vector<const LedgerEntry*> up_to_old_news(const Evidence& evidence,
                                               std::vector<const LedgerEntry*> messages, Millis interval) {
  const auto old_news = std::ranges::find_if(messages, [&](const LedgerEntry* entry) {
    const auto at = news_until(*entry, messages.front(), evidence.now);
    return !at || !evidence.is_fresh(*at, interval);
  });
  messages.erase(old_news, messages.end());
  return messages;
}

std::vector<const LedgerEntry*> ended_lately(const Evidence& evidence, const RoundTrip& trip, Path path) {
  // By the slower pace, also around the switch: no harm is to end by that the pace has just quickened.
  return up_to_old_news(evidence, ended_messages(evidence, trip, path), trip.interval);
}

std::vector<PathHarm> harms_of(const Evidence& evidence, Path path, std::optional<MessageResult> last) {
  std::vector<PathHarm> out;
  for (const auto& trip : evidence.plan.round_trips) {
    const auto messages = ended_lately(evidence, trip, path);
    if (!is_harmed(messages) || (last && messages.front()->result != last)) continue;
    const auto& detail = messages[0]->detail;
    out.push_back({.trip = &trip,
                   .last = messages.front(),
                   .words = fmt::format("the last two messages of {} by the {} path ended as {} and {}{}{}",
                                        trip.id, to_string(path), to_string(*messages[1]->result),
                                        to_string(*messages[0]->result), detail.empty() ? "" : ": ",
                                        printable(detail, kLongestDetail))});
  }
  return out;
}

std::optional<std::string> harm_of(const Evidence& evidence, Path path, std::optional<MessageResult> last) {
  auto harms = harms_of(evidence, path, last);
  return harms.empty() ? std::nullopt : std::optional(std::move(harms.front().words));
}

}  // namespace cutwatch::cutover
