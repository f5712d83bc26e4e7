#include "core/snapshot/serial_lag.hpp"

#include "core/dns/serial.hpp"

#include <algorithm>

namespace cutwatch {

bool has_mute_serial(const DomainState& domain, const dns::NameServer& server) {
  return std::ranges::any_of(domain.records, [&](const auto& each) {
    const auto& [question, record] = each;
    const auto known = record->authorities.find(server);
    if (known != record->authorities.end()) return known->second->history.has_changed_under_serial;
    const auto gone = record->departed.find(server);
    return gone != record->departed.end() && gone->second->history.has_changed_under_serial;
  });
}

std::optional<SerialLag> serial_lag(const DomainState& domain, const dns::Question& record,
                                    const dns::NameServer& server, std::uint32_t serial, WallTime at) {
  const auto& authorities = domain.records.at(record)->authorities;
  if (has_mute_serial(domain, server)) return std::nullopt;
  std::optional<SerialLag> before;
  const auto known = authorities.find(server);
  if (known != authorities.end()) before = known->second->serial_lag;
  for (const auto& [other, view] : authorities) {
    if (!view->serial || !dns::is_behind(serial, *view->serial) || has_mute_serial(domain, other)) continue;
    return SerialLag{.since = before ? before->since : at, .ahead = other};
  }
  return std::nullopt;
}

}  // namespace cutwatch
