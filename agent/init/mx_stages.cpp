#include "agent/init/mx_stages.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

namespace cutwatch::init {
namespace {

constexpr std::uint32_t kPreferred = 5;
constexpr std::uint32_t kFallback = 20;
constexpr std::uint32_t kOnly = 10;

std::string line(std::uint32_t preference, const dns::Name& host) {
  const std::uint32_t most = std::numeric_limits<std::uint16_t>::max();
  return fmt::format("{} {}", std::min(preference, most), host.text());
}

bool is_new(const Move& move, const dns::Name& host) {
  return std::ranges::find(move.new_hosts, host) != move.new_hosts.end();
}

dns::RrSet only_new(const Move& move, std::uint32_t preference) {
  std::vector<std::string> data;
  for (const auto& host : move.new_hosts) data.push_back(line(preference, host));
  return dns::RrSet::of_canonical(std::move(data));
}

/// The hosts of before keep their order among each other.
dns::RrSet new_before_old(const dns::Name& domain, const Move& move) {
  auto data = only_new(move, kPreferred).data();
  const auto least = move.exchanges.empty() ? 0U : std::uint32_t{move.exchanges.front().preference};
  for (const auto& each : move.exchanges)
    data.push_back(line(kFallback + each.preference - least, each.host));
  if (move.exchanges.empty()) data.push_back(line(kFallback, domain));
  return dns::RrSet::of_canonical(std::move(data));
}

}  // namespace

dns::Stages mx_stages(const Found& found, const dns::Name& domain, const Move& move) {
  const auto* present = found.own({domain, dns::RrType::mx});
  if (present == nullptr) return {};
  if (move.kind == cutover::Kind::address) return {*present};
  const bool is_begun =
      std::ranges::any_of(move.exchanges, [&](const Exchange& each) { return is_new(move, each.host); });
  if (move.kind == cutover::Kind::server) return {*present, only_new(move, kOnly)};
  if (is_begun) return {*present, only_new(move, kPreferred)};
  return {*present, new_before_old(domain, move), only_new(move, kPreferred)};
}

}  // namespace cutwatch::init
