#include "agent/config/shared_servers.hpp"

#include "core/address/ip_address.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>

namespace cutwatch::config {
namespace {

constexpr std::size_t kMostNamed = 3;

using Addresses = std::set<IpAddress>;

Addresses addresses_of(const cutover::Server& server) {
  Addresses out;
  for (const auto& each : server.addresses) out.insert(unmapped(each.endpoint.address));
  return out;
}

/// Which plans, by their places, have a server where.
std::map<IpAddress, std::set<std::size_t>> who_is_where(const std::vector<cutover::Plan>& plans) {
  std::map<IpAddress, std::set<std::size_t>> out;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    for (const auto& server : plans[i].servers) {
      for (const auto& address : addresses_of(server)) out[address].insert(i);
    }
  }
  return out;
}

cutover::OtherDomains others_than(std::size_t self, const std::set<std::size_t>& places,
                                  const std::vector<cutover::Plan>& plans) {
  cutover::OtherDomains out;
  for (const auto place : places) {
    if (out.first.size() == kMostNamed) break;
    if (place != self) out.first.push_back(plans[place].label());
  }
  out.more = places.size() - 1 - out.first.size();
  return out;
}

}  // namespace

void settle_shared_servers(std::vector<cutover::Plan>& plans) {
  const auto where = who_is_where(plans);
  // Thousands of domains may leave one server: who is there is gathered once for all of them.
  std::map<Addresses, std::set<std::size_t>> there;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const auto* old = plans[i].server(cutover::ServerRole::old_server);
    if (old == nullptr || old->addresses.empty()) continue;
    const auto addresses = addresses_of(*old);
    const auto [place, is_new] = there.try_emplace(addresses);
    if (is_new) {
      for (const auto& address : addresses)
        place->second.insert(where.at(address).begin(), where.at(address).end());
    }
    plans[i].shares_old_server_with = others_than(i, place->second, plans);
  }
}

}  // namespace cutwatch::config
