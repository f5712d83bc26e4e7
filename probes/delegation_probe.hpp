#pragma once
#include "probes/scheduled_probe.hpp"

#include <string_view>
#include <vector>

namespace cutwatch {

/// The end of what is said where a zone has name servers, and nobody can reach them.
inline constexpr std::string_view kWithoutAddresses = "none of which has an address";

/// Finds the authoritative servers of the zone that holds a watched record: the closest name at or above it
/// that has NS records, and the addresses of those. Observes DelegationFound. Not planned where the servers
/// are configured.
std::vector<ScheduledProbe> plan_delegation_probes(const Inventory& inventory);

}  // namespace cutwatch
