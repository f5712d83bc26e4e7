#include "core/mail/message_findings.hpp"

#include "core/mail/copies_of_message.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kLongestFolder = 80;
constexpr std::size_t kLongestAddress = 320;

std::string score_of(const SpamSigns& spam) {
  return spam.score ? fmt::format(" with a score of {:.1f}", *spam.score) : "";
}

}  // namespace

std::vector<MessageFinding> findings_of(const LedgerEntry& entry) {
  std::vector<MessageFinding> out;
  const auto& seen = entry.sighting;
  if (seen && seen->inspection && !seen->is_junk && seen->inspection->spam.is_marked) {
    out.push_back(
        {.id = "spam_in_inbox",
         .text = fmt::format("a filter called it spam{}, and it lies in {} all the same",
                             score_of(seen->inspection->spam), printable(seen->folder, kLongestFolder))});
  }
  // A report about the address that it was sent to may be of a second try.
  if (seen && entry.copy_bounce) {
    out.push_back(
        {.id = "mirror_bounces",
         .text = fmt::format("it is in its mailbox, and its sender was told that a copy for {} was not "
                             "delivered: a mirror must not bounce to the sender",
                             printable(entry.copy_bounce->recipient, kLongestAddress))});
  }
  if (const auto* copy = only_copy(entry); copy != nullptr && entry.result)
    out.push_back({.id = "only_elsewhere", .text = words_on_only_copy(entry, *copy)});
  return out;
}

}  // namespace cutwatch::mail
