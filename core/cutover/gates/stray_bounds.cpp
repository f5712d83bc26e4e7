#include "core/cutover/gates/stray_bounds.hpp"

#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/plan/change_steps.hpp"

#include <algorithm>
#include <vector>

namespace cutwatch::cutover {
namespace {

/// The latest of them; none where there is none, or one is not known.
template <class BoundOf>
std::optional<WallTime> latest(const std::vector<RecordEvidence>& records, BoundOf bound_of) {
  std::optional<WallTime> last;
  for (const auto& each : records) {
    const std::optional<dns::BoundResult> bound = bound_of(each);
    if (!bound || !*bound) return std::nullopt;
    last = std::max(last, std::optional((*bound)->at));
  }
  return last;
}

}  // namespace

StrayTimes stray_times(const Evidence& evidence) {
  const auto changed = [&](const RecordEvidence& of) {
    return of.assessment.bounds.before_stage(stage_after(evidence.plan, of.record, Step::switch_over));
  };
  const auto old_host = [](const RecordEvidence& of) { return of.assessment.bounds.old_host; };
  return {.switched_since = evidence.standing.switched_since,
          .first_bound = latest(evidence.changed_in(Step::switch_over), changed),
          .old_host_bound = latest(leaving_old_host(evidence, Step::retire_old), old_host),
          .grace = evidence.plan.timing.bypass_grace};
}

}  // namespace cutwatch::cutover
