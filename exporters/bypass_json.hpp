#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// Mail that went around the proxy, by who told of it; null in the kinds without a proxy. Pure.
nlohmann::json bypass_json(const cutover::Plan& plan, const DomainState& state);

}  // namespace cutwatch::exporters
