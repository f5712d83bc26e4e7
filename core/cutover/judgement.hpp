#pragma once
#include "core/cutover/cutover_assessment.hpp"
#include "core/observation/chronicle_entry.hpp"

#include <vector>

namespace cutwatch::cutover {

/// When a cutover is judged.
struct JudgedAt {
  WallTime now;
  /// The agent has begun so lately that evidence may be missing only because nobody has looked yet. What was
  /// told before then stands until there is evidence to the contrary.
  bool is_settling = false;
};

/// For how long after its start an agent has not looked at everything: until evidence from before would have
/// grown too old, had the agent not stopped.
Millis settling_time(const Plan& plan);

/// What tells two plans apart: kind, records with their stages, and servers. In words, and as short text.
std::string description_of(const Plan& plan);
std::string fingerprint_of(const Plan& plan);

/// What is new since `last` was told, in the order in which it is told: plan, phase, conditions, verdicts,
/// decision. Empty when nothing is. Pure.
std::vector<ChronicleEntry> changes_since(const Judgement& last, const Plan& plan,
                                          const CutoverAssessment& assessed, JudgedAt at);

}  // namespace cutwatch::cutover
