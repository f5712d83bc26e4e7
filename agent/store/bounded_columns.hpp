#pragma once
#include "agent/store/database.hpp"
#include "core/time/time.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

// Numbers of a row, each brought into its range: what a damaged or altered file holds must not overflow what
// is reckoned with it. An instant out of its range becomes one of long ago, which is evidence for nothing.
namespace cutwatch::store {

/// Whether so many milliseconds since 1970 lie between that and 2200.
inline bool is_instant(std::int64_t millis) {
  constexpr WallTime kLast{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};
  return millis >= 0 && millis <= kLast.time_since_epoch().count();
}

/// 1970 to 2200; 1970 for any other.
inline WallTime instant_at(const Statement& row, int column) {
  const auto millis = row.integer(column);
  return WallTime(Millis(is_instant(millis) ? millis : 0));
}

/// nullopt where the column is null.
inline std::optional<WallTime> maybe_instant_at(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(instant_at(row, column));
}

/// None to ten years.
inline Millis duration_at(const Statement& row, int column) {
  constexpr Millis kLongest = std::chrono::years{10};
  return Millis(std::clamp<std::int64_t>(row.integer(column), 0, kLongest.count()));
}

inline std::uint32_t count_at(const Statement& row, int column) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(row.integer(column), 0, kMost));
}

}  // namespace cutwatch::store
