#pragma once
#include "core/dns/kept_past_ttl.hpp"

#include <string>

namespace cutwatch::exporters {

/// "kept past TTL: stale"; "kept past TTL: refetch_old or floor" where what was seen looks the same with
/// both.
std::string kept_text(const dns::KeptPastTtl& kept);

}  // namespace cutwatch::exporters
