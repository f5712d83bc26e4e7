#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// Every change that is remembered, in order: those of judgement, and what each name server published. Pure.
nlohmann::json timeline_json(const cutover::Plan& plan, const DomainState& state);

}  // namespace cutwatch::exporters
