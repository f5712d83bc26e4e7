#pragma once
#include "agent/store/dns_store.hpp"
#include "core/metrics/metrics.hpp"

namespace cutwatch::store {

/// In place of the instant where nobody begins to look again: what was known is left as old as it is.
inline constexpr WallTime kNobodyLooks = WallTime::min();

/// The snapshot with what a file told of the name servers and resolvers that are watched. A resolver that has
/// another address or channel now is not the one that was known. A server that had left the delegation is one
/// that has departed, and so is one that is not among those that are configured by now. Pure.
///
/// A resolver's last exchange is as old as it is; one that is later than `now` (the host's clock was set
/// back) counts for nothing.
///
/// What a server published when it was last heard counts as published until `now`: nobody has looked since,
/// and the last seconds before the end may not have been written. One that had fallen silent before stays so.
Snapshot with_kept_dns(Snapshot snapshot, const KeptDns& kept, const metrics::Watched& watched, WallTime now);

}  // namespace cutwatch::store
