#pragma once
#include "agent/store/dns_store.hpp"
#include "core/metrics/metrics.hpp"

namespace cutwatch::store {

/// The snapshot with what a file told of the name servers and resolvers that are watched. A resolver that has
/// another address now, and a name server that is not configured or had left the delegation, are not those
/// that were known. Pure.
///
/// What a server published when it was last heard counts as published until `now`: nobody has looked since,
/// and the last seconds before the end may not have been written. One that had fallen silent before stays so.
Snapshot with_kept_dns(Snapshot snapshot, const KeptDns& kept, const metrics::Watched& watched, WallTime now);

}  // namespace cutwatch::store
