#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/plan/step.hpp"

#include <optional>

namespace cutwatch::cutover {

/// When the last name server was seen to publish what a step publishes; nullopt where that was not seen: it
/// was there before the first look, or the step publishes nothing. Pure.
std::optional<WallTime> taken_since(const Evidence& evidence, Step step);

}  // namespace cutwatch::cutover
