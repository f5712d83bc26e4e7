#include "agent/init/reverse_cares.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::init {
namespace {

bool leads_to(const Found& found, const dns::Name& name, const IpAddress& address) {
  return std::ranges::any_of(found.addresses_of(name),
                             [&](const IpAddress& each) { return each == address; });
}

/// In kind address the new address's name is in the plan, and leads there after the switch only.
bool is_planned(const Move& move, const dns::Name& name) {
  return move.kind == cutover::Kind::address && name == move.new_server.name;
}

void add_cares(std::vector<std::string>& out, const Found& found, const Move& move, const IpAddress& address,
               std::string_view whose) {
  const auto* ptr = found.definite({dns::reverse_name(address), dns::RrType::ptr});
  if (ptr == nullptr) return;
  const auto names = reverse_names_of(found, address);
  if (names.empty()) {
    out.push_back(
        fmt::format("{}, the {} server's address, has no reverse name (PTR): receivers refuse or "
                    "mark mail from it",
                    address.text(), whose));
    return;
  }
  const bool is_confirmed = std::ranges::any_of(
      names, [&](const dns::Name& name) { return leads_to(found, name, address) || is_planned(move, name); });
  const bool is_known =
      std::ranges::all_of(names, [&](const dns::Name& name) { return found.knows_addresses_of(name); });
  if (is_confirmed) return;
  if (is_known) {
    out.push_back(fmt::format("the reverse name of {}, the {} server's address, does not lead back to it: {}",
                              address.text(), whose, ptr->rrset.text()));
  } else {
    out.push_back(fmt::format("whether the reverse name of {} leads back to it could not be read: {}",
                              address.text(), ptr->rrset.text()));
  }
}

}  // namespace

std::vector<dns::Name> reverse_names_of(const Found& found, const IpAddress& address) {
  std::vector<dns::Name> out;
  const auto* ptr = found.definite({dns::reverse_name(address), dns::RrType::ptr});
  if (ptr == nullptr) return out;
  for (const auto& text : ptr->rrset.data()) {
    const auto name = dns::Name::parse(text);
    if (name && out.size() < kMostReverseNames) out.push_back(*name);
  }
  return out;
}

void add_reverse_cares(std::vector<std::string>& out, const Found& found, const Move& move) {
  for (const auto& address : move.old_server.addresses) add_cares(out, found, move, address, "old");
  for (const auto& address : move.new_server.addresses) add_cares(out, found, move, address, "new");
}

}  // namespace cutwatch::init
