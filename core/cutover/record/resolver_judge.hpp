#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/record/resolver_assessment.hpp"
#include "core/snapshot/snapshot.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cutover {

/// What all resolvers of a record are judged by at one instant: the plan, what the authorities published, the
/// bound of the old data, and what was measured at each resolver. One judge serves all of them, so that what
/// is said of one never contradicts what is said of all together.
class ResolverJudge {
 public:
  using Calibrations = std::map<std::string, CalibrationState>;

  /// `record` and `calibrations` must outlive it.
  ResolverJudge(const WatchedRecord& record, const RecordState& state, const Calibrations& calibrations,
                WallTime now);

  ResolverJudge(const ResolverJudge&) = delete;
  ResolverJudge& operator=(const ResolverJudge&) = delete;

  std::size_t target() const { return target_; }

  /// With more care where more is known: it never takes anything away.
  dns::Expectation expected_of(const ResolverAssessment& out) const;

  /// Fills in what is told by the view, which must be set, as the resolver must.
  void assess(ResolverAssessment& out) const;

 private:
  void note_calibration(ResolverAssessment& out) const;
  std::optional<ExpectedDelay> delay_by(const dns::Calibration& calibration) const;

  std::optional<ExpectedDelay> delay_after_change(Seconds floor, const dns::OldEnd& old_end) const;

  /// By the largest TTL that any authority publishes.
  std::optional<ExpectedDelay> delay_before_change(Seconds floor) const;

  std::optional<dns::CacheAge> age_of(const dns::CacheEntry& copy, const ResolverAssessment& out) const;

  void assess_copy(ResolverAssessment& out, const dns::CacheEntry& copy,
                   const dns::Expectation& expected) const;

  /// What was fetched after the last look at the authorities may have been published anew.
  bool is_late(const dns::CacheEntry& copy) const;

  void assess_ways(ResolverAssessment& out) const;

  const WatchedRecord& record_;
  const Calibrations& calibrations_;
  std::vector<dns::AuthorityHistory> histories_;
  std::size_t target_;
  dns::Expectation expected_;
  std::vector<dns::Publication> published_;
  dns::AgeEvidence ages_;
  std::optional<dns::OldEnd> old_end_;
  std::optional<dns::Span> known_;
  WallTime now_;
};

}  // namespace cutwatch::cutover
