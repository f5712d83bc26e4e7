#pragma once
#include "core/cutover/plan/plan.hpp"

#include <vector>

namespace cutwatch::cutover {

/// The watched records that lead to the old server for good, where that is switched off in the end: whoever
/// uses them loses it then. None in kind `proxy`, whose old server goes on. Pure.
std::vector<const WatchedRecord*> left_behind(const Plan& plan);

}  // namespace cutwatch::cutover
