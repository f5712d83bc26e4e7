#pragma once
#include "core/cutover/conditions/path_harm.hpp"

#include <string>

namespace cutwatch::cutover {

/// What to do where the new path harms mail and the old one is not proven good: a sentence. Pure.
std::string way_out(const PathHarm& harm);

}  // namespace cutwatch::cutover
