#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/cutover/plan/step.hpp"

#include <optional>
#include <vector>

namespace cutwatch::cutover {

/// The step that comes next; nullopt when everything is done.
std::optional<Step> next_step(const Evidence& evidence, const std::vector<Gate>& gates);

/// Whether something shows that the old server is out of the way: it refuses; or, once it could be retired,
/// its names went, or, where none go, the operator was told to retire it and went on to restore the TTL.
/// Names that are gone alone do not. Missing evidence, as after a restart, does not unsay it.
bool is_retirement_seen(const Evidence& evidence, const std::vector<Gate>& gates);

/// Whether the old server was seen to refuse all but the proxy.
bool is_lock_seen(const std::vector<Gate>& gates);

/// The gates that are shut and that a step waits for. The last step restores the TTL: that it is not yet does
/// not hold it up.
std::vector<const Gate*> gates_to_wait_for(const std::vector<Gate>& gates, Step step);

}  // namespace cutwatch::cutover
