#pragma once
#include "core/metrics/metrics.hpp"
#include "core/snapshot/snapshot.hpp"

#include <string>

namespace cutwatch::exporters {

/// The body of /api/v1/status (docs/api.md): every watched record with its resolvers, authorities and their
/// history, and every probe message. Times are RFC 3339 UTC with milliseconds, durations seconds. What is not
/// known is null.
std::string status_json(const metrics::Watched& watched, const Snapshot& snapshot, const std::string& version,
                        WallTime now);

}  // namespace cutwatch::exporters
