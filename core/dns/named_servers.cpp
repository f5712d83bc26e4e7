#include "core/dns/named_servers.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::dns {
namespace {

void forget_longest_gone(NamedServers& known) {
  const auto rank = [](const auto& each) { return std::pair(each.second.is_named(), each.second.last); };
  const auto first = std::ranges::min_element(known, {}, rank);
  if (first != known.end()) known.erase(first);
}

}  // namespace

NamedServers with_sides(NamedServers known, const DelegationSides& sides, WallTime at) {
  for (auto& [name, server] : known) server.by_parent = server.by_zone = false;
  for (const auto& name : sides.parent) {
    known[name].by_parent = true;
    known[name].last = at;
  }
  for (const auto& name : sides.child) {
    known[name].by_zone = true;
    known[name].last = at;
  }
  while (known.size() > kMaxNamed) forget_longest_gone(known);
  return known;
}

}  // namespace cutwatch::dns
