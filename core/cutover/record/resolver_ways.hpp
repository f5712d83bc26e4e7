#pragma once
#include "core/cutover/record/record_assessment.hpp"

#include <map>
#include <optional>
#include <string>

// How resolvers treat TTLs, over all records that they were asked for.
namespace cutwatch::cutover {

/// What is known of one resolver.
struct ResolverWays {
  std::size_t caches = 0;           ///< The most over its records; 0 while it has told nothing.
  std::optional<Seconds> cap;       ///< The lowest.
  std::optional<Seconds> floor;     ///< The highest.
  std::optional<bool> honours_ttl;  ///< False when it did not for one record; none while it cannot be judged.
  friend bool operator==(const ResolverWays&, const ResolverWays&) = default;
};

/// What one record tells of a resolver. Pure.
ResolverWays ways_of(const ResolverAssessment& seen);

/// What two sources tell together: the most caches, the lowest cap, the highest floor; one offence is enough.
ResolverWays joined(ResolverWays one, const ResolverWays& other);

/// The share of the judged resolvers that honour TTLs, 0 to 1; nullopt while none could be judged. Pure.
std::optional<double> honoured_ratio(const std::map<std::string, ResolverWays>& by_resolver);

}  // namespace cutwatch::cutover
