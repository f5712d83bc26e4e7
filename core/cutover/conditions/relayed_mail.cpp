#include "core/cutover/conditions/relayed_mail.hpp"

#include "core/cutover/conditions/path_harm.hpp"
#include "core/mail/copies_of_message.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kInARow = 2;

/// One that ended so. What bounced was in no mailbox for its sender, wherever it lies.
bool is_relayed_only(const mail::LedgerEntry* entry) {
  using enum mail::MessageResult;
  return mail::only_copy(*entry) != nullptr && entry->result != refused && entry->result != lost;
}

}  // namespace

std::optional<std::string> relayed_without_copy(const Evidence& evidence) {
  for (const auto& trip : evidence.plan.round_trips) {
    const auto messages = ended_lately(evidence, trip, Path::old_path);
    if (messages.size() < kInARow ||
        !std::all_of(messages.begin(), messages.begin() + kInARow, is_relayed_only))
      continue;
    const auto& last = *messages.front();
    return fmt::format(
        "the last two messages of {} by the old path came to mailbox {} only, and none was kept in mailbox "
        "{}: the old server relays mail to the new one without keeping a copy",
        trip.id, mail::only_copy(last)->mailbox, last.mailbox);
  }
  return std::nullopt;
}

}  // namespace cutwatch::cutover
