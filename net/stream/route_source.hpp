#pragma once
#include "core/address/ip_address.hpp"

#include <optional>

namespace cutwatch::net {

/// The address that the system would leave from towards a destination, by its routes. Nothing is sent.
/// nullopt where there is no route. What translates addresses on the way is not seen.
std::optional<IpAddress> route_source(const IpAddress& destination);

}  // namespace cutwatch::net
