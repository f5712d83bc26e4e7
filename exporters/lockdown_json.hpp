#pragma once
#include "core/cutover/gates/lock_gate.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace cutwatch::exporters {

/// Of each server that is to be locked what its doors answer; texts of servers are printable and bounded.
nlohmann::json lockdowns_json(const DomainState& state, const std::vector<cutover::LockAssessment>& locks);

}  // namespace cutwatch::exporters
