#pragma once
#include "core/dns/learned_stages.hpp"
#include "core/metrics/metrics.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch {

/// What `cutwatch watch` is asked to do.
struct WatchRequest {
  dns::Name domain;
  std::vector<dns::Resolver> resolvers;
  dns::StageHints hints;
  Millis interval{};
  std::optional<Millis> original_ttl;  ///< From before it was lowered; none when nobody said.
};

/// Watches the domain's MX until SIGINT or SIGTERM, or until nobody reads: a table that redraws on a
/// terminal, a line per change otherwise. Returns the exit status: 0 after a signal.
int run_watch(const WatchRequest& request);

}  // namespace cutwatch
