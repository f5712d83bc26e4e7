#include "core/cutover/record/delegation_age.hpp"

#include "core/cutover/record/freshness.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

constexpr int kIntervals = 10;
constexpr Millis kLongest = std::chrono::minutes{10};

/// A look that fails is made good by the next, and each may be late: two intervals would not do.
constexpr std::uint32_t kLeastAge = 3;

bool counts(Timing timing, const WatchedRecord& record, WallTime found, WallTime now) {
  timing.evidence_age = std::max(timing.evidence_age, kLeastAge);
  return is_fresh(timing, found, delegation_interval(record), now);
}

/// Of the last look, where that failed.
std::string why(const RecordState& state) {
  if (!state.delegation || *state.delegation) return "";
  return ": " + printable(to_string(state.delegation->error()));
}

}  // namespace

Millis delegation_interval(const WatchedRecord& record) {
  return std::min<Millis>(kIntervals * record.interval, kLongest);
}

std::optional<std::string> delegation_too_old(const Plan& plan, const WatchedRecord& record,
                                              const RecordState& state, WallTime now) {
  if (!plan.name_servers.empty()) return std::nullopt;
  const auto question = to_string(record.question);
  if (!state.delegation_found)
    return fmt::format("the name servers of {} have not been found since the agent began{}", question,
                       why(state));
  if (counts(plan.timing, record, *state.delegation_found, now)) return std::nullopt;
  return fmt::format("the name servers of {} were last found at {}{}", question,
                     seen_at(*state.delegation_found, now), why(state));
}

}  // namespace cutwatch::cutover
