#pragma once
#include "core/cutover/conditions/condition.hpp"

// What is wrong with who the servers are.
namespace cutwatch::cutover {

/// An address of a server has no reverse name, or none that leads back. One that the plan itself takes from
/// its name is none once the switch has begun, nor is any of an old server that is being retired.
std::optional<Finding> reverse_name_wrong(const Evidence& evidence);

}  // namespace cutwatch::cutover
