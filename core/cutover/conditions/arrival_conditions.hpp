#pragma once
#include "core/cutover/conditions/condition.hpp"

#include <optional>

namespace cutwatch::cutover {

// What the last message of a round trip shows that has arrived down a path lately. Something is wrong only
// where it shows that: what was not read is no finding.

/// It was changed on its way.
std::optional<Finding> headers_changed(const Evidence& evidence);

/// It was sent to the new server, and came another way.
std::optional<Finding> path_contradicted(const Evidence& evidence);

}  // namespace cutwatch::cutover
