#pragma once
#include "core/dns/propagation.hpp"
#include "core/time/time.hpp"

#include <string>
#include <vector>

namespace cutwatch::exporters {

/// The predicted curve drawn in one line of ASCII: forty columns from `now` to its last step, each as dark as
/// the share that is new by then (" .:-=+*#"), and what it comes to. Empty where there is nothing to come.
/// Pure.
std::string curve_line(const std::vector<dns::CurvePoint>& curve, WallTime now);

}  // namespace cutwatch::exporters
