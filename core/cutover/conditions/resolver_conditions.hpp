#pragma once
#include "core/cutover/conditions/condition.hpp"

// What can be wrong with resolvers, and with the way to them. Those that the operator accepts do not count.
namespace cutwatch::cutover {

/// One gives old data that no honest cache holds any more.
std::optional<Finding> resolver_past_bound(const Evidence& evidence, const RecordEvidence& of);

/// Something else seems to answer in the place of one.
std::optional<Finding> resolver_intercepted(const Evidence& evidence, const RecordEvidence& of);

/// Most are silent at once: it is this host's network.
std::optional<Finding> own_network_down(const Evidence& evidence, const RecordEvidence& of);

}  // namespace cutwatch::cutover
