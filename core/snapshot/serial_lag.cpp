#include "core/snapshot/serial_lag.hpp"

#include "core/dns/serial.hpp"

namespace cutwatch {

std::optional<SerialLag> serial_lag(const RecordState& state, const dns::NameServer& server,
                                    std::uint32_t serial, WallTime at) {
  std::optional<SerialLag> before;
  const auto known = state.authorities.find(server);
  if (known != state.authorities.end()) before = known->second->serial_lag;
  for (const auto& [other, view] : state.authorities) {
    if (!view->serial || !dns::is_behind(serial, *view->serial)) continue;
    return SerialLag{.since = before ? before->since : at, .ahead = other};
  }
  return std::nullopt;
}

}  // namespace cutwatch
