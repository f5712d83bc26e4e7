#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// What each queue that the plan names held, where its mail is to go, and how it drains: `queues` of a
/// cutover.
nlohmann::json queues_json(const cutover::Plan& plan, const DomainState& state, WallTime now);

}  // namespace cutwatch::exporters
