#pragma once
#include "core/cutover/record/record_assessment.hpp"
#include "core/time/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch {

/// What is new about old data after a change, each thing once: when the last honest copy ends and that it
/// has, until when a resolver holds them, and that it keeps them past their TTL, and why.
class LateNews {
 public:
  /// `ttl_key` is what the reader can tell the TTL from before the first look by.
  explicit LateNews(std::string_view ttl_key) : ttl_key_(ttl_key) {}

  /// Of the bound; empty while nothing is new. A bound that waits for servers is no news: their states are.
  std::string of_bound(const std::string& record, const cutover::RecordBounds& bounds, WallTime now);

  /// What is old data, and when the last honest copy of them ends.
  struct Change {
    const dns::RrSet& target;
    const cutover::RecordBounds& bounds;
  };

  /// Of a resolver; empty while nothing is new.
  std::string of_resolver(const std::string& subject, const cutover::ResolverAssessment& seen,
                          const Change& change);

  /// That this end has been told by other words.
  void note_end(const std::string& subject, WallTime end) { told_[subject].end = end; }

 private:
  struct Told {
    std::optional<WallTime> end;  ///< Of the old data.
    bool is_late = false;         ///< That it is after the bound.
    std::string kept;             ///< What, and why.
  };
  struct ToldBound {
    WallTime at;
    bool has_passed = false;
  };
  static bool takes_end(Told& told, const cutover::ResolverAssessment& seen, const Change& change);
  static bool takes_cause(Told& told, const cutover::ResolverAssessment& seen);

  std::string ttl_key_;
  std::map<std::string, Told> told_;              ///< By subject.
  std::map<std::string, ToldBound> told_bounds_;  ///< By record.
};

}  // namespace cutwatch
