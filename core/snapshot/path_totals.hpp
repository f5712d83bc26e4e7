#pragma once
#include "core/histogram/histogram.hpp"
#include "core/mail/contribution.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace cutwatch {

/// One probe on one path.
struct ProbePath {
  std::string probe;
  std::string path;
  friend auto operator<=>(const ProbePath&, const ProbePath&) = default;
};

/// What was counted of all messages of one probe on one path, those long forgotten included.
struct PathTotals {
  std::map<mail::MessageResult, std::uint64_t> results;
  std::uint64_t deferrals = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t found_after_lost = 0;
  std::optional<mail::MessageResult> last_result;  ///< Of the last to have ended.
  metrics::Histogram latency{metrics::kDeliveryBounds};
  metrics::Histogram greylisted{metrics::kDeliveryBounds};  ///< From the first 4xx to acceptance.
  std::map<mail::Hop, metrics::Histogram> hops;  ///< Bounds as of `latency`; of those that were measured.
};

/// The totals after one message went from contributing `before` to contributing `after`.
PathTotals with_change(PathTotals totals, const mail::Contribution& before, const mail::Contribution& after);

}  // namespace cutwatch
