#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/cutover/plan/step.hpp"

#include <vector>

namespace cutwatch::cutover {

/// Whether a step was recognised as behind, and nothing speaks against it since: no gate of it fails; no name
/// server has published what comes before it, has come since, or is asked and does not answer; and they are
/// found where they were looked for. That nobody has looked, as after a restart, does not. Only of the last
/// two steps: those before are seen in the records. Pure.
bool is_remembered(const Evidence& evidence, const std::vector<Gate>& gates, Step step);

}  // namespace cutwatch::cutover
