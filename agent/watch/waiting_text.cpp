#include "agent/watch/waiting_text.hpp"

#include "probes/delegation_probe.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <set>

namespace cutwatch {
namespace {

/// "google, quad9 and 28 more"
std::string asked(const std::vector<dns::Resolver>& resolvers) {
  static constexpr std::size_t kNamed = 2;
  std::string out;
  for (const auto& each : resolvers) {
    if (&each == &resolvers.front() + kNamed) break;
    out += (out.empty() ? "" : ", ") + each.id;
  }
  if (resolvers.size() > kNamed) out += fmt::format(" and {} more", resolvers.size() - kNamed);
  return out;
}

/// Whether the way to the resolvers is in doubt, rather than what they say.
bool is_of_the_way(FailureKind kind) {
  return kind == FailureKind::timeout || kind == FailureKind::unreachable || kind == FailureKind::refused ||
         kind == FailureKind::limited;
}

/// "does port 53", "do ports 53, 853": those that the resolvers are asked at.
std::string ports(const std::vector<dns::Resolver>& resolvers) {
  std::set<std::uint16_t> all;
  for (const auto& each : resolvers) all.insert(each.endpoint.port);
  return fmt::format("{} {}", all.size() == 1 ? "does port" : "do ports", fmt::join(all, ", "));
}

std::string advice(const Failure& failure, const std::vector<dns::Resolver>& resolvers) {
  if (failure.detail.ends_with(kWithoutAddresses))
    return "publish the addresses of one of them, or correct the delegation";
  if (!is_of_the_way(failure.kind)) return "is the name right, and delegated? dig NS tells";
  return ports(resolvers) + " to them get out of this network? --resolver takes others, such as your own";
}

}  // namespace

std::string waiting_for_authorities(const WatchRequest& request, const RecordState& state) {
  const auto what = fmt::format("looking for the name servers of {}, asking {}", request.domain.text(),
                                asked(request.resolvers));
  if (!state.delegation || *state.delegation) return what;
  const auto& failure = state.delegation->error();
  return fmt::format("{}: {} ({}); {}; asking again", what, to_string(failure.kind), failure.detail,
                     advice(failure, request.resolvers));
}

}  // namespace cutwatch
