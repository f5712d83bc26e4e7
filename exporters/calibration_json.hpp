#pragma once
#include "core/dns/calibration.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// What was measured at a resolver, in seconds; null where it was not.
nlohmann::json calibration_json(const dns::Calibration& seen);

}  // namespace cutwatch::exporters
