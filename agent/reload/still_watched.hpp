#pragma once
#include "core/metrics/metrics.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"

#include <set>
#include <string>

namespace cutwatch {

/// Resolvers that are none any more, or are now asked at another address or over another channel: caches
/// behind it are others.
std::set<std::string> moved_resolvers(const metrics::Watched& before, const metrics::Watched& now);

/// What is known, less what the configuration names no more: domains, records, resolvers, mailboxes and
/// probes that are gone or stand for something else now. All else stays as it is, counters included. Pure.
Snapshot still_watched(Snapshot snapshot, const metrics::Watched& before, const metrics::Watched& now);

/// What is known, with what was recalled of domains and records that begin to be watched: as after a restart,
/// nobody has looked at them since. Of a domain that is known, its mail and all else goes on. Pure.
Snapshot with_recalled(Snapshot snapshot, const Snapshot& recalled, const metrics::Watched& now);

/// Whether the plan asks for what was seen. A run under way may outlive what it was for: a look at the
/// delegation does where the plan names the servers itself.
bool is_of(const Observation& observation, const cutover::Plan& plan);

/// The domain that it was seen for; null where it concerns the agent.
const std::string* domain_of(const Observation& observation);

/// The resolver that answered or was measured; null where it was none.
const std::string* resolver_of(const Observation& observation);

}  // namespace cutwatch
