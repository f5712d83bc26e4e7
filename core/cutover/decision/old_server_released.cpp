#include "core/cutover/decision/old_server_released.hpp"

#include "core/cutover/decision/decision.hpp"

#include <string_view>

namespace cutwatch::cutover {
namespace {

/// A decision as the chronicle has it: "go retire_old", "roll_back", "done".
bool releases(std::string_view decision) {
  const bool is_told =
      decision.starts_with(to_string(DecisionKind::go)) && decision.ends_with(to_string(Step::retire_old));
  return is_told || decision.ends_with(to_string(Step::done));
}

/// Evidence that goes missing calls nobody back: only a way back, or a step that comes before, does.
bool calls_back(std::string_view decision) {
  return decision.starts_with(to_string(DecisionKind::roll_back)) ||
         !decision.ends_with(to_string(Step::retire_old));
}

}  // namespace

bool was_old_server_released(const Chronicle& chronicle, WallTime at) {
  bool is_released = false;
  for (const auto& entry : chronicle.entries) {
    if (entry->at > at) break;
    if (entry->about.kind != ChangeKind::decision) continue;
    is_released = releases(entry->after) || (is_released && !calls_back(entry->after));
  }
  return is_released;
}

}  // namespace cutwatch::cutover
