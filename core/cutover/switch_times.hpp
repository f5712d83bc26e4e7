#pragma once
#include "core/cutover/cutover_assessment.hpp"
#include "core/observation/resolver_switch.hpp"

#include <map>

namespace cutwatch::cutover {

/// What is new about how resolvers follow the changes of records, by what the chronicle knows of it. A
/// resolver is followed from when its record is seen to change, and anew each time that a stage is published
/// anew. Pure.
std::map<SwitchKey, ResolverSwitch> switch_news(const DomainState& state, const CutoverAssessment& assessed,
                                                WallTime now);

}  // namespace cutwatch::cutover
