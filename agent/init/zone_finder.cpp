#include "agent/init/zone_finder.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::init {
namespace {

constexpr std::uint16_t kDnsPort = 53;
constexpr std::size_t kMostAddressesOfOne = 4;

}  // namespace

const Zone* ZoneFinder::known(const dns::Name& name) const {
  const Zone* closest = nullptr;
  for (const auto& zone : zones_) {
    const bool is_closer = closest == nullptr || zone.name.is_within(closest->name);
    if (name.is_within(zone.name) && is_closer) closest = &zone;
  }
  return closest;
}

Task<Result<Zone>> ZoneFinder::find(dns::Name lowest, std::size_t most) {
  for (dns::Name name = lowest;; name = name.parent()) {
    const auto same = std::ranges::find(zones_, name, &Zone::name);
    if (same != zones_.end()) co_return *same;
    const auto ns = co_await resolver_.ask({name, dns::RrType::ns});
    if (!ns) co_return std::unexpected(ns.error());
    if (!ns->is_definite())
      co_return fail(FailureKind::protocol, fmt::format("NS of {}: {}", name.text(), to_string(ns->kind)));
    if (ns->kind == dns::AnswerKind::records && !ns->is_alias) {
      auto zone = co_await with_servers(name, ns->rrset, most);
      zones_.push_back(zone);
      co_return zone;
    }
    if (name.is_root()) co_return fail(FailureKind::protocol, "no NS record from " + lowest.text() + " up");
  }
}

Task<Zone> ZoneFinder::with_servers(dns::Name name, dns::RrSet names, std::size_t most) {
  Zone zone{.name = std::move(name), .servers = {}, .lost = {}};
  std::size_t looked_up = 0;
  for (const auto& text : names.data()) {
    const auto host = dns::Name::parse(text);
    if (!host || looked_up++ == most) break;
    std::size_t addresses = 0;
    for (const auto type : {dns::RrType::a, dns::RrType::aaaa}) {
      const auto answer = co_await resolver_.ask({*host, type});
      if (!answer || !answer->is_definite()) continue;
      for (const auto& data : answer->rrset.data()) {
        const auto address = IpAddress::parse(data);
        if (!address || addresses++ == kMostAddressesOfOne) break;
        zone.servers.push_back({.name = host->text(), .endpoint = {*address, kDnsPort}});
      }
    }
    if (addresses == 0) zone.lost.push_back(host->text());
  }
  co_return zone;
}

}  // namespace cutwatch::init
