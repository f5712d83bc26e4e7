#pragma once
#include "core/address/ip_address.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/dns/name.hpp"
#include "core/dns/resolver.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::init {

/// What the operator said to `cutwatch init`.
struct Wishes {
  dns::Name domain;
  std::vector<dns::Name> new_hosts;
  std::optional<cutover::Kind> kind;
  std::vector<IpAddress> new_addresses;
  std::optional<WallTime> planned_at;
  std::string file = "cutwatch.toml";    ///< What the configuration will be called.
  std::vector<dns::Resolver> resolvers;  ///< To be asked, by init and by the agent; empty: the usual ones.
};

}  // namespace cutwatch::init
