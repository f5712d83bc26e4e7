#include "core/mail/contribution.hpp"

#include "core/mail/hop_table.hpp"

namespace cutwatch::mail {
namespace {

/// It ended in the mailbox: its times count.
bool has_arrived(const LedgerEntry& entry) {
  using enum MessageResult;
  return entry.result && entry.result != lost && entry.result != refused && entry.result != untold;
}

std::map<Hop, Millis> counted_hops(const LedgerEntry& entry) {
  if (!has_arrived(entry) || !entry.sighting || !entry.sighting->inspection) return {};
  return hop_delays(entry, entry.sighting->inspection->believed);
}

}  // namespace

Contribution contribution_of(const LedgerEntry& entry) {
  return {.result = entry.result,
          .deferrals = entry.deferrals,
          .duplicates = entry.copies > 1 ? entry.copies - 1U : 0U,
          .found_after_lost = entry.is_found_after_lost ? 1U : 0U,
          .latency = has_arrived(entry) ? entry.latency() : std::nullopt,
          .greylisted = entry.greylisted(),
          .hops = counted_hops(entry)};
}

}  // namespace cutwatch::mail
