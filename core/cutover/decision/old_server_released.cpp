#include "core/cutover/decision/old_server_released.hpp"

#include "core/cutover/decision/decision.hpp"

#include <string_view>

namespace cutwatch::cutover {
namespace {

/// A decision as the chronicle has it: "go retire_old", "wait done", "roll_back", "done".
bool is_of_kind(std::string_view decision, DecisionKind kind) {
  return decision.starts_with(to_string(kind));
}

bool is_about(std::string_view decision, Step step) { return decision.ends_with(to_string(step)); }

bool tells_to_release(std::string_view decision) {
  if (is_of_kind(decision, DecisionKind::go))
    return is_about(decision, Step::retire_old) || is_about(decision, Step::done);
  return is_of_kind(decision, DecisionKind::done);
}

/// What is left to wait for comes once the old server is retired, told or not.
bool shows_release(std::string_view decision) {
  return is_of_kind(decision, DecisionKind::wait) && is_about(decision, Step::done);
}

/// Evidence that goes missing calls nobody back: only a way back, or a step that comes before, does.
bool calls_back(std::string_view decision) {
  return is_of_kind(decision, DecisionKind::roll_back) || !is_about(decision, Step::retire_old);
}

}  // namespace

bool was_old_server_released(const Chronicle& chronicle, WallTime at) {
  bool is_released = false;
  bool is_sent_back = false;  // by a roll back: until the go is given again the old server is to take mail
  for (const auto& entry : chronicle.entries) {
    if (entry->at > at) break;
    if (entry->about.kind != ChangeKind::decision) continue;
    const std::string_view decision = entry->after;
    const bool is_told = tells_to_release(decision);
    is_sent_back = is_of_kind(decision, DecisionKind::roll_back) || (is_sent_back && !is_told);
    const bool releases = is_told || (shows_release(decision) && !is_sent_back);
    is_released = releases || (is_released && !calls_back(decision));
  }
  return is_released;
}

}  // namespace cutwatch::cutover
