#pragma once
#include "core/dns/rrset.hpp"
#include "core/time/time.hpp"

namespace cutwatch {

/// What a record was before the cutover changed it: what a way back leads to.
struct NotedRecord {
  dns::RrSet rrset;
  Seconds ttl{};  ///< The largest that a name server published it with.
  WallTime at;
  bool is_durable = true;  ///< It survives a restart.
  friend bool operator==(const NotedRecord&, const NotedRecord&) = default;
};

}  // namespace cutwatch
