#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// What each log that the plan names told, with the evidence: `server_logs` of a cutover.
nlohmann::json server_logs_json(const cutover::Plan& plan, const DomainState& state);

}  // namespace cutwatch::exporters
