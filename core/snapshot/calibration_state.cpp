#include "core/snapshot/calibration_state.hpp"

namespace cutwatch {

const dns::Calibration* CalibrationState::at(WallTime now) const {
  return measured && *measured <= now && now - *measured <= kCalibrationCounts ? &figures : nullptr;
}

CalibrationState with_try(CalibrationState known, const dns::WildcardNames& names, WallTime asked,
                          const Result<dns::Calibration>& result) {
  if (known.names != names) known = CalibrationState{.names = names};
  known.asked = asked;
  known.failure.reset();
  if (!result) {
    known.failure = result.error();
    return known;
  }
  known.measured = asked;
  known.figures = *result;
  return known;
}

}  // namespace cutwatch
