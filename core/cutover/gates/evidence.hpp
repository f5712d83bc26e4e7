#pragma once
#include "core/cutover/gates/verdict.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/record/record_assessment.hpp"
#include "core/cutover/record/standing.hpp"
#include "core/snapshot/snapshot.hpp"

#include <expected>
#include <vector>

namespace cutwatch::cutover {

/// What is known of one watched record, and what it means.
struct RecordEvidence {
  const WatchedRecord& record;
  const RecordState& state;
  const RecordAssessment& assessment;
};

/// All that gates judge by. It points into its makers' values, which outlive it.
struct Evidence {
  const Plan& plan;
  const DomainState& state;
  std::vector<RecordEvidence> records;
  Standing standing;
  WallTime now;

  /// Whether something seen at `at` still counts, when it is looked at every `interval` (DESIGN §7).
  bool is_fresh(WallTime at, Millis interval) const;

  /// How often the round trip sends now.
  Millis interval_of(const RoundTrip& trip) const;

  /// The records that a step changes.
  std::vector<RecordEvidence> changed_in(Step step) const;
};

/// "example.org. MX".
std::string text_of(const WatchedRecord& record);

/// When the name servers of a record last said what they publish, the longest ago of them; or the verdict
/// that keeps anything from resting on them: one has never said, or not lately, nobody knows of late
/// whether they are all there are, or the parent or the zone names one more.
std::expected<WallTime, Verdict> authorities_heard(const Evidence& evidence, const RecordEvidence& of);

}  // namespace cutwatch::cutover
