#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/time.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace cutwatch::exporters {

/// Who has parted from the old server since the switch and who has not (docs/api.md, "farewell"); null where
/// that cannot be told. All text is printable ASCII.
nlohmann::json farewell_json(const cutover::Plan& plan, const DomainState& state,
                             std::optional<WallTime> switched_since);

}  // namespace cutwatch::exporters
