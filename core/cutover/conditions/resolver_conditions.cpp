#include "core/cutover/conditions/resolver_conditions.hpp"

#include "core/cutover/gates/resolver_news.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kMostNamed = 5;

/// The first few, and how many more there are.
std::string named(const std::vector<std::string>& all) {
  const std::vector few(all.begin(),
                        all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), kMostNamed)));
  const auto more = all.size() - few.size();
  return fmt::format("{}{}", fmt::join(few, ", "), more == 0 ? "" : fmt::format(" and {} more", more));
}

}  // namespace

std::optional<Finding> resolver_past_bound(const Evidence& evidence, const RecordEvidence& of) {
  std::vector<std::string> who;
  for (const auto& each : of.assessment.resolvers) {
    if (!each.kept || is_accepted(evidence.plan, *each.resolver)) continue;
    who.push_back(fmt::format("{} ({})", each.resolver->id, to_string(each.kept->cause)));
  }
  if (who.empty()) return std::nullopt;
  return Finding{fmt::format("old data of {} past their bound: seen at {}", text_of(of.record), named(who))};
}

std::optional<Finding> resolver_intercepted(const Evidence& evidence, const RecordEvidence& of) {
  std::vector<std::string> who;
  for (const auto& each : of.assessment.resolvers) {
    if (each.suspicion && !is_accepted(evidence.plan, *each.resolver)) who.push_back(each.resolver->id);
  }
  if (who.empty()) return std::nullopt;
  return Finding{fmt::format("something else seems to answer for {} in the place of {}", text_of(of.record),
                             named(who))};
}

std::optional<Finding> own_network_down(const Evidence& /*evidence*/, const RecordEvidence& of) {
  if (!of.assessment.is_own_network_down) return std::nullopt;
  const auto& since = of.state.own_network.since;
  return Finding{fmt::format("this host has not got through to most resolvers for {}{}", text_of(of.record),
                             since ? fmt::format(" since {}", rfc3339(*since)) : "")};
}

}  // namespace cutwatch::cutover
