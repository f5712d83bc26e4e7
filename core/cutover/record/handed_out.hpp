#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/record/resolver_judge.hpp"
#include "core/snapshot/snapshot.hpp"

#include <string>
#include <vector>

namespace cutwatch::cutover {

/// What resolvers may answer now when they are asked for a record, without asking them.
class HandedOut {
 public:
  /// The arguments must outlive it.
  HandedOut(const Plan& plan, const WatchedRecord& record, const DomainState& known, WallTime now);

  /// By one resolver: what its living copies hold, each once; where none lives, what the name servers publish
  /// that it would have to ask. Empty where it said nothing lately: no evidence.
  std::vector<dns::RrSet> by(const std::string& resolver) const;

 private:
  std::vector<dns::RrSet> published() const;

  const Plan& plan_;
  const WatchedRecord& record_;
  const DomainState& known_;
  const RecordState& state_;
  ResolverJudge judge_;
  WallTime now_;
};

}  // namespace cutwatch::cutover
