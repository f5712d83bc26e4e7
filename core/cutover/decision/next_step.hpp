#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/cutover/plan/step.hpp"

#include <optional>
#include <vector>

namespace cutwatch::cutover {

/// The step that comes next; nullopt when everything is done.
std::optional<Step> next_step(const Evidence& evidence, const std::vector<Gate>& gates);

/// The gates that are shut and that a step waits for. The last step restores the TTL: that it is not yet does
/// not hold it up.
std::vector<const Gate*> gates_to_wait_for(const std::vector<Gate>& gates, Step step);

}  // namespace cutwatch::cutover
