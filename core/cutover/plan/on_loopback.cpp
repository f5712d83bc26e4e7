#include "core/cutover/plan/on_loopback.hpp"

#include <algorithm>

namespace cutwatch::cutover {

bool is_on_loopback(const Server& server) {
  return std::ranges::all_of(server.addresses,
                             [](const auto& one) { return one.endpoint.address.is_loopback(); });
}

}  // namespace cutwatch::cutover
