#include "core/cutover/times/time_proof.hpp"

#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/gates/mail_gates.hpp"
#include "core/cutover/gates/queue_gate.hpp"
#include "core/cutover/gates/ttl_gates.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/times/bound_reckoning.hpp"
#include "core/cutover/times/copies_end.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

HoldUp hold_up_of(VerdictKind kind, HoldUp if_shut) {
  switch (kind) {
    case VerdictKind::pass:
    case VerdictKind::waived: return HoldUp::none;
    case VerdictKind::wait: return HoldUp::time;
    case VerdictKind::fail:
    case VerdictKind::no_evidence: return if_shut;
  }
  std::unreachable();
}

bool leads_to_old_host(const RecordEvidence& of) {
  return std::ranges::any_of(published(of.record, of.state), [&](const PublishedAt& each) {
    return each.version != nullptr &&
           names(of.record.bounds.old_host, of.record.question, each.version->rrset);
  });
}

bool waits_for_old_host(const Gate& gate) {
  return gate.rule->judge == judge_old_host_expired || gate.rule->judge == judge_all_old_host_expired;
}

bool waits_for_ttl(const Gate& gate) {
  return gate.rule->judge == judge_old_ttl_expired || gate.rule->judge == judge_absence_expired;
}

std::vector<RecordEvidence> waited_for_by_ttl(const Evidence& evidence, const Gate& gate) {
  return gate.rule->judge == judge_absence_expired ? absent_before_switch(evidence)
                                                   : there_before_switch(evidence);
}

TimeProof host_proof(const Evidence& evidence, const Gate& gate, const RecordEvidence& of) {
  const auto ttl = largest_ttl(published(of.record, of.state));
  if (leads_to_old_host(of) && ttl) {
    return copies_end(evidence, of,
                      {.gate = gate.rule->id, .at = evidence.now, .words = "if it is published"}, *ttl);
  }
  return proof_of(gate.rule->id, of, old_host_expired(evidence, of), of.assessment.bounds.old_host);
}

/// The gates that wait for copies to end, by what they wait for; nullopt for all others.
std::optional<std::vector<TimeProof>> proofs_by_record(const Evidence& evidence, const Gate& gate) {
  std::vector<TimeProof> out;
  if (waits_for_ttl(gate) && !evidence.plan.ttl.is_fixed) {
    for (const auto& of : waited_for_by_ttl(evidence, gate))
      out.push_back(proof_of(gate.rule->id, of, old_ttl_expired(evidence, of), of.assessment.bounds.lowered));
  } else if (gate.rule->judge == judge_previous_stage_expired) {
    for (const auto& of : evidence.changed_in(Step::switch_over))
      out.push_back(proof_of(
          gate.rule->id, of, previous_stage_expired(evidence, of),
          of.assessment.bounds.before_stage(stage_after(evidence.plan, of.record, Step::switch_over))));
  } else if (waits_for_old_host(gate)) {
    for (const auto& of : leaving_old_host(evidence, gate.rule->step))
      out.push_back(host_proof(evidence, gate, of));
  }
  if (out.empty()) return std::nullopt;
  return out;
}

bool is_told_by_time(const Gate& gate) {
  return waits_for_ttl(gate) || gate.rule->judge == judge_previous_stage_expired || waits_for_old_host(gate);
}

/// Most plans have nothing that is absent, and nothing to say of it.
bool is_without_absence(const Evidence& evidence, const Gate& gate) {
  return gate.rule->judge == judge_absence_expired &&
         (evidence.plan.ttl.is_fixed || absent_before_switch(evidence).empty());
}

/// Restoring the TTL is what the last step does: that it is not yet holds nothing up.
bool is_the_step_itself(const Gate& gate) {
  return gate.rule->judge == judge_ttl_restored && gate.verdict.kind != VerdictKind::no_evidence;
}

std::string with_quiet_time(const Evidence& evidence, const Gate& gate) {
  // The log says when the last mail came.
  if (!waits_for_quiet(gate) || gate.verdict.kind == VerdictKind::wait) return gate.verdict.evidence;
  const auto hours = std::chrono::duration<double, std::ratio<3600>>(evidence.plan.timing.old_quiet_for);
  if (const auto& switched = evidence.standing.switched_by) {
    return fmt::format("{}: mail went there up to the switch at {}, and senders try for {:g} h",
                       gate.verdict.evidence, rfc3339(*switched), hours.count());
  }
  return fmt::format("{}: when the last mail came there is not known, and {:g} h must have passed since",
                     gate.verdict.evidence, hours.count());
}

/// Whatever keeps mail by the new path from being proof, that much time must pass too.
std::optional<WallTime> least_verified(const Evidence& evidence, const Gate& gate) {
  if (gate.rule->judge != judge_new_path_verified || !evidence.standing.switched_by) return std::nullopt;
  return *evidence.standing.switched_by + evidence.plan.timing.verify_after + evidence.plan.timing.verify_for;
}

/// Mail went to the old server until all name servers had switched.
std::optional<WallTime> least_quiet(const Evidence& evidence, const Gate& gate) {
  if (!waits_for_quiet(gate) || !evidence.standing.switched_by) return std::nullopt;
  return *evidence.standing.switched_by + evidence.plan.timing.old_quiet_for;
}

/// No earlier than that, whatever is missing beside it.
std::optional<WallTime> least(const Evidence& evidence, const Gate& gate) {
  if (gate.verdict.until) return gate.verdict.until;
  const auto quiet = least_quiet(evidence, gate);
  return quiet ? quiet : least_verified(evidence, gate);
}

/// When a queue is empty nobody can promise: the verdict's instant is an estimate, and no earliest time.
bool waits_by_estimate(const Gate& gate) {
  return gate.rule->judge == judge_old_queue_empty && gate.verdict.kind == VerdictKind::wait;
}

TimeProof proof_of_gate(const Evidence& evidence, const Gate& gate) {
  if (waits_by_estimate(gate))
    return {.gate = gate.rule->id,
            .hold_up = HoldUp::evidence,
            .text = gate.verdict.evidence,
            .until = std::nullopt};
  const auto if_shut = is_told_by_time(gate) ? HoldUp::endless : HoldUp::evidence;
  return {.gate = gate.rule->id,
          .hold_up = hold_up_of(gate.verdict.kind, if_shut),
          .text = gate.is_open() ? gate.verdict.evidence : with_quiet_time(evidence, gate),
          .until = least(evidence, gate)};
}

}  // namespace

std::string_view to_string(HoldUp hold_up) noexcept {
  switch (hold_up) {
    case HoldUp::none: return "none";
    case HoldUp::time: return "time";
    case HoldUp::evidence: return "evidence";
    case HoldUp::endless: return "endless";
  }
  std::unreachable();
}

bool waits_for_quiet(const Gate& gate) { return gate.rule->id == "old_server_quiet"; }

TimeProof proof_of(std::string_view gate, const RecordEvidence& of, Verdict verdict,
                   const std::optional<dns::BoundResult>& bound) {
  TimeProof proof{.gate = gate,
                  .hold_up = hold_up_of(verdict.kind, HoldUp::endless),
                  .text = std::move(verdict.evidence),
                  .until = verdict.until};
  const bool is_told = bound && *bound && proof.hold_up != HoldUp::endless;
  if (!is_told) return proof;
  proof.until = (*bound)->at;
  const auto how = reckoning(of, **bound);
  if (!how.empty()) proof.text += fmt::format(" ({})", how);
  return proof;
}

std::vector<TimeProof> proofs_now(const Evidence& evidence, const std::vector<Gate>& gates, Step step) {
  std::vector<TimeProof> proofs;
  for (const auto& gate : gates) {
    if (gate.rule->step != step || is_the_step_itself(gate) || is_without_absence(evidence, gate)) continue;
    auto by_record = gate.waiver == nullptr ? proofs_by_record(evidence, gate) : std::nullopt;
    if (by_record) {
      for (auto& proof : *by_record) proofs.push_back(std::move(proof));
    } else if (!gate.is_open() || is_told_by_time(gate)) {
      proofs.push_back(proof_of_gate(evidence, gate));
    }
  }
  return proofs;
}

}  // namespace cutwatch::cutover
