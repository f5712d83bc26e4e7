#pragma once
#include "core/cutover/conditions/condition.hpp"

#include <optional>

namespace cutwatch::cutover {

/// The new server refuses a configured recipient that the old one takes; once the switch has begun, also one
/// of which the old server does not tell any more: mail comes to the new one, and bounces. Critical then.
std::optional<Finding> recipient_refused_at_new(const Evidence& evidence);

}  // namespace cutwatch::cutover
