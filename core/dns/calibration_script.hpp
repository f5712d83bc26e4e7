#pragma once
#include "core/time/time.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cutwatch::dns {

enum class WildcardKind : std::uint8_t { long_lived, short_lived };

/// One question of a calibration: below which wildcard, when, and for which name.
struct CalibrationQuestion {
  WildcardKind kind = WildcardKind::long_lived;
  std::size_t round = 0;     ///< It is asked `kRoundsApart` after the round before, or later.
  bool is_new_name = false;  ///< For a name that nobody has ever asked for; else for the last one again.
  friend bool operator==(const CalibrationQuestion&, const CalibrationQuestion&) = default;
};

/// Copies that were made in different rounds end at different times, whichever way TTLs are rounded.
inline constexpr Seconds kRoundsApart{3};
inline constexpr std::size_t kCalibrationRounds = 10;

/// What one resolver is asked, in order: one long-lived name over and over (does its TTL run down, and how
/// many copies are there?), and a new one at the end (is it fetched, or made from a copy of the wildcard, RFC
/// 8198?); and short-lived ones: the first again until well after its end (is it held all the same?), then a
/// new one each time (what is a TTL of a second made of?). Which comes first in a round changes, so that
/// caches which take turns are all met. Pure.
std::vector<CalibrationQuestion> calibration_script(Seconds short_ttl);

}  // namespace cutwatch::dns
