#pragma once
#include "core/mail/hop.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/time/time.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace cutwatch::mail {

/// What one message, as it stands, adds to the counters of its path. It only ever grows, so that counters are
/// kept by what a change of a message adds, and outlive the message itself.
struct Contribution {
  std::optional<MessageResult> result;
  std::uint64_t deferrals = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t found_after_lost = 0;
  /// None of a message that was lost or refused first, wherever it turned up later.
  std::optional<Millis> latency;
  std::optional<Millis> greylisted{};  ///< Of one that the first server took after a 4xx, however it ended.
  std::map<Hop, Millis> hops{};        ///< By what was believed of its way when it was found; likewise.
  friend bool operator==(const Contribution&, const Contribution&) = default;
};

Contribution contribution_of(const LedgerEntry& entry);

}  // namespace cutwatch::mail
