#include "core/cutover/conditions/state_conditions.hpp"

#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ranges>

namespace cutwatch::cutover {

std::optional<Finding> state_not_written(const Evidence& evidence) {
  const auto* failing = evidence.state.state_file->first_failing();
  if (failing == nullptr) return std::nullopt;
  return Finding{fmt::format("writes fail since {}: {}", rfc3339(failing->since),
                             printable(failing->failure.detail, 512))};
}

std::optional<Finding> state_set_aside(const Evidence& evidence) {
  const auto& path = evidence.state.state_file->set_aside;
  if (path.empty()) return std::nullopt;
  return Finding{fmt::format("a damaged state file was moved to {}: nothing is known of what it held", path)};
}

std::optional<Finding> plan_changed(const Evidence& evidence) {
  const auto& entries = evidence.state.chronicle->entries;
  const auto last = std::ranges::find_if(
      entries | std::views::reverse, [](const auto& entry) { return entry->about.kind == ChangeKind::plan; });
  if (last == std::ranges::rend(entries)) return std::nullopt;
  const auto& entry = **last;
  if (entry.before.empty() || evidence.now >= entry.at + evidence.plan.timing.old_quiet_for)
    return std::nullopt;
  return Finding{
      fmt::format("the plan was changed at {}; since then it is: {}", rfc3339(entry.at), entry.words)};
}

}  // namespace cutwatch::cutover
