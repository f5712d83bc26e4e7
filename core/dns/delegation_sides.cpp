#include "core/dns/delegation_sides.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cutwatch::dns {
namespace {

std::set<std::string> without(const std::set<std::string>& all, const std::set<std::string>& others) {
  std::set<std::string> out;
  std::ranges::set_difference(all, others, std::inserter(out, out.end()));
  return out;
}

}  // namespace

std::set<std::string> DelegationSides::only_parent() const { return without(parent, child); }
std::set<std::string> DelegationSides::only_child() const { return without(child, parent); }

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
