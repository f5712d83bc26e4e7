#include "core/mail/contribution.hpp"

namespace cutwatch::mail {
namespace {

std::optional<Millis> counted_latency(const LedgerEntry& entry) {
  if (!entry.result || entry.result == MessageResult::lost || entry.result == MessageResult::refused)
    return std::nullopt;
  return entry.latency();
}

}  // namespace

Contribution contribution_of(const LedgerEntry& entry) {
  return {.result = entry.result,
          .deferrals = entry.deferrals,
          .duplicates = entry.copies > 1 ? entry.copies - 1U : 0U,
          .found_after_lost = entry.is_found_after_lost ? 1U : 0U,
          .latency = counted_latency(entry)};
}

}  // namespace cutwatch::mail
