#include "agent/config/query_caps.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

constexpr double kRounding = 1e-9;

bool exceeds(double per_second) { return per_second > kMostQueriesPerSecond + kRounding; }

}  // namespace

std::optional<std::string> QueryBudget::take(const std::vector<dns::Resolver>& resolvers, Millis interval) {
  std::optional<std::string> exceeded;
  for (const auto& resolver : resolvers) {
    if (resolver.endpoint.address.is_loopback()) continue;
    double& known = per_second_[resolver.operator_id];
    const bool was_exceeded = exceeds(known);
    known += 1000.0 / static_cast<double>(interval.count());
    if (exceeded || was_exceeded || !exceeds(known)) continue;
    exceeded = fmt::format(
        "expected at most {} queries a second to one operator outside loopback, over all records and "
        "addresses; "
        "with this record \"{}\" gets {:.3g}",
        kMostQueriesPerSecond, resolver.operator_id, known);
  }
  return exceeded;
}

}  // namespace cutwatch::config
