#include "core/mail/dns_way.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::mail {

std::string DnsWay::destination() const {
  std::string out;
  const Exchange* before = nullptr;
  for (const auto& each : exchanges) {
    if (before != nullptr) out += before->rank == each.rank ? " or " : ", then ";
    out += fmt::format("{} {}", each.host, to_string(each.address));
    before = &each;
  }
  return out;
}

std::string DnsWay::answered_path() const {
  if (!answered) return "";
  const auto found = std::ranges::find(exchanges, *answered, &Exchange::address);
  return found == exchanges.end() ? "" : found->path;
}

bool DnsWay::leads_to_old_only() const {
  return !exchanges.empty() &&
         std::ranges::all_of(exchanges, [](const Exchange& each) { return each.path == "old"; });
}

}  // namespace cutwatch::mail
