#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Measures, once a day, what each resolver makes of TTLs, with two wildcards that the plan names
/// (docs/probes/calibration.md). None where it names none, or the zone's name servers are not found yet.
/// Observes a CalibrationFound for each resolver whose turn it is, or why none was asked; ProbeSkipped while
/// a record's quiet window lasts.
std::vector<ScheduledProbe> plan_calibration_probe(const Inventory& inventory);

}  // namespace cutwatch
