#include "core/dns/iprev.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::dns {
namespace {

/// A sentence names so many addresses.
constexpr std::size_t kMostShown = 4;

}  // namespace

bool NameLook::leads_to(const IpAddress& address) const {
  return addresses && std::ranges::find(*addresses, address) != addresses->end();
}

std::string NameLook::text() const {
  if (!addresses) return fmt::format("the addresses of {} cannot be told", name.text());
  if (addresses->empty()) return fmt::format("{} has no address", name.text());
  std::string list;
  for (std::size_t i = 0; i < std::min(addresses->size(), kMostShown); ++i)
    list += fmt::format("{}{}", list.empty() ? "" : ", ", (*addresses)[i].text());
  if (addresses->size() > kMostShown) list += fmt::format(" and {} more", addresses->size() - kMostShown);
  return fmt::format("{} leads to {}", name.text(), list);
}

std::string_view to_string(Iprev result) noexcept {
  switch (result) {
    case Iprev::pass: return "pass";
    case Iprev::fail: return "fail";
    case Iprev::temperror: return "temperror";
    case Iprev::permerror: return "permerror";
  }
  std::unreachable();
}

Iprev iprev_of(const ReverseLook& look, const IpAddress& address) {
  if (std::ranges::any_of(look.names, [&](const NameLook& each) { return each.leads_to(address); }))
    return Iprev::pass;
  if (why_unknown(look, address)) return Iprev::temperror;
  return look.names.empty() ? Iprev::permerror : Iprev::fail;
}

std::optional<Failure> why_unknown(const ReverseLook& look, const IpAddress& address) {
  if (look.failure) return look.failure;
  std::optional<Failure> why;
  for (const auto& each : look.names) {
    if (each.leads_to(address)) return std::nullopt;
    if (!each.addresses && !why) why = each.addresses.error();
  }
  return why;
}

}  // namespace cutwatch::dns
