#pragma once
#include "core/cutover/cutover_assessment.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/metrics/family_set.hpp"
#include "core/snapshot/snapshot.hpp"

#include <vector>

namespace cutwatch::metrics {

/// What is watched: every series exists because of something named here, and ends with it.
struct Watched {
  std::vector<cutover::Plan> plans;
  std::vector<dns::Resolver> resolvers;
};

/// The agent itself, as its process and its configuration stand.
struct AgentFacts {
  std::string version;
  std::string revision;
  bool is_last_reload_successful = true;
  WallTime config_read;
  WallTime process_started;
  double cpu_seconds = 0;
  double resident_bytes = 0;
  double open_fds = 0;
};

/// The series of each subject at `now`; `assessed` holds what is made of each of the watched plans, in their
/// order. Pure.
void add_dns_metrics(FamilySet& out, const Watched& watched, const Snapshot& snapshot,
                     const std::vector<cutover::CutoverAssessment>& assessed, WallTime now);
void add_cutover_metrics(FamilySet& out, const cutover::Plan& plan,
                         const cutover::CutoverAssessment& assessed);
void add_mail_metrics(FamilySet& out, const Watched& watched, const Snapshot& snapshot,
                      const std::vector<cutover::CutoverAssessment>& assessed, WallTime now);
void add_agent_metrics(FamilySet& out, const Watched& watched, const Snapshot& snapshot,
                       const AgentFacts& facts);

/// All of them.
std::vector<Family> metrics_of(const Watched& watched, const Snapshot& snapshot, const AgentFacts& facts,
                               WallTime now);

}  // namespace cutwatch::metrics
