#include "core/cutover/path_harm.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;

constexpr std::size_t kHarmfulInARow = 2;

bool is_refused_or_lost(const LedgerEntry* entry) {
  return entry->result == MessageResult::refused || entry->result == MessageResult::lost;
}

}  // namespace

std::vector<const LedgerEntry*> ended_messages(const MailState& mail, const RoundTrip& trip, Path path) {
  std::vector<const LedgerEntry*> out;
  for (const auto& entry : mail.ended) {
    if (entry->probe == trip.id && entry->path == to_string(path)) out.push_back(&*entry);
  }
  std::ranges::sort(out, std::ranges::greater{},
                    [](const LedgerEntry* entry) { return std::tie(entry->recorded, entry->id); });
  return out;
}

bool is_harmed(const std::vector<const LedgerEntry*>& messages) {
  return messages.size() >= kHarmfulInARow &&
         std::all_of(messages.begin(), messages.begin() + kHarmfulInARow, is_refused_or_lost);
}

std::optional<std::string> harm_of_new_path(const Evidence& evidence) {
  for (const auto& trip : evidence.plan.round_trips) {
    const auto messages = ended_messages(*evidence.state.mail, trip, Path::new_path);
    if (!is_harmed(messages)) continue;
    const auto& last = *messages.front();
    return fmt::format("the last two messages of {} by the new path ended as {} and {}{}{}", trip.id,
                       to_string(*messages[1]->result), to_string(*last.result),
                       last.detail.empty() ? "" : ": ", last.detail);
  }
  return std::nullopt;
}

bool is_old_path_good(const Evidence& evidence) {
  return std::ranges::any_of(evidence.plan.round_trips, [&](const RoundTrip& trip) {
    const auto messages = ended_messages(*evidence.state.mail, trip, Path::old_path);
    return !messages.empty() && messages.front()->result == MessageResult::delivered &&
           evidence.is_fresh(messages.front()->recorded, trip.interval);
  });
}

}  // namespace cutwatch::cutover
