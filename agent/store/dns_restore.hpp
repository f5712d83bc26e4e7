#pragma once
#include "agent/store/dns_store.hpp"
#include "core/metrics/metrics.hpp"

namespace cutwatch::store {

/// The snapshot with what a file told of the name servers and resolvers that are watched. A resolver that has
/// another address or channel now, and a name server that is not among those that are configured, are not
/// those that were known. A server that had left the delegation is one that has departed. Pure.
///
/// What a server published when it was last heard counts as published until `now`: nobody has looked since,
/// and the last seconds before the end may not have been written. One that had fallen silent before stays so.
Snapshot with_kept_dns(Snapshot snapshot, const KeptDns& kept, const metrics::Watched& watched, WallTime now);

}  // namespace cutwatch::store
