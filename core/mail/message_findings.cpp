#include "core/mail/message_findings.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kLongestFolder = 80;

std::string score_of(const SpamSigns& spam) {
  return spam.score ? fmt::format(" with a score of {:.1f}", *spam.score) : "";
}

}  // namespace

std::vector<MessageFinding> findings_of(const LedgerEntry& entry) {
  const auto& seen = entry.sighting;
  if (!seen || !seen->inspection || seen->is_junk || !seen->inspection->spam.is_marked) return {};
  return {{.id = "spam_in_inbox",
           .text = fmt::format("a filter called it spam{}, and it lies in {} all the same",
                               score_of(seen->inspection->spam), printable(seen->folder, kLongestFolder))}};
}

}  // namespace cutwatch::mail
