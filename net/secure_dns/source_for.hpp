#pragma once
#include "core/address/ip_address.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace cutwatch::net {

/// The address to leave from towards that server: the first one of its family; none: the system's choice.
inline std::optional<IpAddress> source_for(const Endpoint& server, const std::vector<IpAddress>& sources) {
  const auto found = std::ranges::find(sources, server.address.family(), &IpAddress::family);
  return found == sources.end() ? std::nullopt : std::optional(*found);
}

}  // namespace cutwatch::net
