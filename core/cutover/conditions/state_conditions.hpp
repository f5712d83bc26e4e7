#pragma once
#include "core/cutover/conditions/condition.hpp"

// What is wrong with what the agent remembers.
namespace cutwatch::cutover {

/// The state file takes no writes.
std::optional<Finding> state_not_written(const Evidence& evidence);

/// A damaged state file was set aside, and is still there.
std::optional<Finding> state_set_aside(const Evidence& evidence);

/// What is remembered was seen under another plan, until `old_quiet_for` after the change.
std::optional<Finding> plan_changed(const Evidence& evidence);

}  // namespace cutwatch::cutover
