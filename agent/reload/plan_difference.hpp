#pragma once
#include "core/cutover/plan/plan.hpp"

namespace cutwatch {

/// Whether the operator intends something else of the same domain than before. Pure.
bool differ(const cutover::Plan& before, const cutover::Plan& now);

}  // namespace cutwatch
