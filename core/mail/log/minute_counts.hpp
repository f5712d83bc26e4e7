#pragma once
#include "core/time/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>

namespace cutwatch::mail {

/// What became of mail for the domain within one minute, the agent's own left out.
struct MinuteCount {
  std::uint64_t refused = 0;    ///< Recipients, for reasons that may be a single mail's or mailbox's.
  std::uint64_t passed_on = 0;  ///< Recipients.
  friend bool operator==(const MinuteCount&, const MinuteCount&) = default;
};

/// By the beginning of the minute; the last `kMostMinutes` in which there was anything.
using MinuteCounts = std::map<WallTime, MinuteCount>;

inline constexpr std::size_t kMostMinutes = 64;

void add(MinuteCounts& counts, WallTime at, const MinuteCount& more);
void add(MinuteCounts& counts, const MinuteCounts& more);

/// Of the minutes that had not ended at that instant. Pure.
MinuteCount since(const MinuteCounts& counts, WallTime begin);

/// With all instants moved. Pure.
MinuteCounts shifted(const MinuteCounts& counts, Millis by);

}  // namespace cutwatch::mail
