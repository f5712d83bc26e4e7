#include "core/dns/delegation_sides.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace cutwatch::dns {
namespace {

constexpr std::uint16_t kInternet = 1;

std::set<std::string> without(const std::set<std::string>& all, const std::set<std::string>& others) {
  std::set<std::string> out;
  std::ranges::set_difference(all, others, std::inserter(out, out.end()));
  return out;
}

}  // namespace

std::set<std::string> DelegationSides::only_parent() const { return without(parent, child); }
std::set<std::string> DelegationSides::only_child() const { return without(child, parent); }

std::map<std::string, GlueDifference> DelegationSides::glue_differences() const {
  std::map<std::string, GlueDifference> out;
  for (const auto& [name, given] : glue) {
    const auto own = addresses.find(name);
    if (own == addresses.end() || own->second == given) continue;
    out[name] = {.only_parent = without(given, own->second), .only_child = without(own->second, given)};
  }
  return out;
}

std::vector<std::string> DelegationSides::findings() const {
  std::vector<std::string> out;
  for (const auto& name : only_parent()) out.push_back(fmt::format("only the parent names {}", name));
  for (const auto& name : only_child()) out.push_back(fmt::format("only the zone itself names {}", name));
  for (const auto& [name, difference] : glue_differences()) {
    for (const auto& each : difference.only_parent)
      out.push_back(fmt::format("only the parent gives {} the address {}", name, each));
    for (const auto& each : difference.only_child)
      out.push_back(fmt::format("only the zone itself gives {} the address {}", name, each));
  }
  return out;
}

ServerAddresses glue_of(const Message& message, const Name& zone) {
  ServerAddresses out;
  const auto names = delegated_names(message, zone);
  if (!names) return out;
  for (const auto& record : message.glue) {
    const bool counts = record.owner.is_within(zone) && names->contains(record.owner.text());
    if (counts && record.rr_class == kInternet) out[record.owner.text()].insert(record.data);
  }
  return out;
}

std::optional<std::set<std::string>> delegated_names(const Message& message, const Name& zone) {
  if (message.rcode != rcode::kNoError || message.is_authoritative || !message.answers.empty())
    return std::nullopt;
  std::set<std::string> names;
  for (const auto& record : message.authority) {
    const bool is_ns = record.type == std::to_underlying(RrType::ns) && record.owner == zone;
    if (is_ns && names.size() < kMaxDelegatedNames) names.insert(record.data);
  }
  if (names.empty()) return std::nullopt;
  return names;
}

}  // namespace cutwatch::dns
