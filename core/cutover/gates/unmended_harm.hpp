#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <cstddef>

namespace cutwatch::cutover {

/// So many messages in a row are needed to say that a path delivers, and that it does not.
inline constexpr std::size_t kLeastMessages = 2;

/// For how long everything must have arrived again after harm: longer than it takes to forget it.
Millis time_to_mend(const Evidence& evidence, const RoundTrip& trip);

/// Whether two messages of a round trip that were sent in a row by the new path did not arrive, as far back
/// as is known, and no run of deliveries since they were known to be refused or lost has lasted for that
/// long. A step of the clock mends nothing. Pure.
bool has_unmended_harm(const Evidence& evidence, const RoundTrip& trip);

}  // namespace cutwatch::cutover
