#pragma once
#include "core/dns/calibration.hpp"
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <optional>

namespace cutwatch {

/// What was measured at a resolver, and when it was last tried.
struct CalibrationState {
  dns::WildcardNames names;  ///< That it was asked below: with others nothing of it counts.
  WallTime asked;
  std::optional<Failure> failure;    ///< Why the last try gave nothing; none where it did.
  std::optional<WallTime> measured;  ///< When the figures were; none: there are none.
  dns::Calibration figures;
  friend bool operator==(const CalibrationState&, const CalibrationState&) = default;

  /// The figures that count at `now`; null where there are none, or too old ones.
  const dns::Calibration* at(WallTime now) const;
};

/// Figures that could not be confirmed for so long count no more: resolvers are set up anew.
inline constexpr std::chrono::days kCalibrationCounts{7};

/// The state after one more try, begun at `asked`. Figures outlive a try that gives nothing. Pure.
CalibrationState with_try(CalibrationState known, const dns::WildcardNames& names, WallTime asked,
                          const Result<dns::Calibration>& result);

}  // namespace cutwatch
