#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <optional>
#include <string>

namespace cutwatch::cutover {

/// What a name server publishes for a record that is in no stage of the plan, and which; nullopt where none
/// does. In words, without a full stop.
std::optional<std::string> unplanned(const RecordEvidence& of);

}  // namespace cutwatch::cutover
