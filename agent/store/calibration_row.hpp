#pragma once
#include "core/snapshot/calibration_state.hpp"

#include <string>
#include <string_view>

namespace cutwatch::store {

std::string text_of_calibration(const CalibrationState& state);

/// Errors: malformed, with what is wrong.
Result<CalibrationState> parse_calibration(std::string_view text);

}  // namespace cutwatch::store
