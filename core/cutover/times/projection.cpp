#include "core/cutover/times/projection.hpp"

#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/times/copies_end.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

/// What is supposed, and the words for it.
class Projection {
 public:
  Projection(const Evidence& evidence, const Supposition& supposed)
      : evidence_(evidence),
        supposed_(supposed),
        words_(fmt::format("if {} is taken", to_string(supposed.taken))),
        lowered_(records_changed_in(evidence.plan, Step::switch_over)) {}

  /// Copies with the TTL that is published until the TTL is lowered.
  std::vector<TimeProof> after_lowering() const {
    std::vector<TimeProof> proofs;
    for (const auto& of : evidence_.changed_in(Step::switch_over))
      proofs.push_back(copies("old_ttl_expired", of, present_ttl(of)));
    return proofs;
  }

  std::vector<TimeProof> after_switch() const {
    std::vector<TimeProof> proofs;
    for (const auto& of : evidence_.changed_in(Step::switch_over))
      proofs.push_back(copies("previous_stage_expired", of, ttl_then(of)));
    const auto& timing = evidence_.plan.timing;
    const auto verified = supposed_.at + timing.verify_after + timing.verify_for;
    proofs.push_back({.gate = "new_path_verified",
                      .hold_up = HoldUp::time,
                      .text = fmt::format("{} at {}: mail by the new path proves it by {} at the earliest",
                                          words_, rfc3339(supposed_.at), rfc3339(verified)),
                      .until = verified});
    return proofs;
  }

  std::vector<TimeProof> after_leaving() const {
    std::vector<TimeProof> proofs;
    for (const auto& of : leaving_old_host(evidence_, Step::retire_old)) {
      const bool has_left = of.assessment.bounds.old_host.has_value();
      proofs.push_back(has_left ? proof_of("old_host_expired", of, old_host_expired(evidence_, of),
                                           of.assessment.bounds.old_host)
                                : copies("old_host_expired", of, ttl_then(of)));
    }
    return proofs;
  }

  std::vector<TimeProof> after_retiring() const {
    std::vector<TimeProof> proofs{{.gate = "old_host_expired",
                                   .hold_up = HoldUp::time,
                                   .text = fmt::format("{} at {}", words_, rfc3339(supposed_.at)),
                                   .until = supposed_.at}};
    const auto before = leaving_old_host(evidence_, Step::retire_old);
    for (const auto& of : leaving_old_host(evidence_, Step::done)) {
      const bool goes_now = std::ranges::find(before, &of.record, [](const RecordEvidence& each) {
                              return &each.record;
                            }) == before.end();
      if (goes_now) proofs.push_back(copies("old_host_expired", of, present_ttl(of)));
    }
    return proofs;
  }

 private:
  std::optional<Seconds> present_ttl(const RecordEvidence& of) const {
    return largest_ttl(published(of.record, of.state));
  }

  std::optional<Seconds> ttl_then(const RecordEvidence& of) const {
    const auto present = present_ttl(of);
    const bool is_lowered = std::ranges::find(lowered_, &of.record) != lowered_.end();
    const bool will_be =
        is_lowered && evidence_.standing.phase == Phase::prepare && !evidence_.plan.ttl.is_fixed;
    return present && will_be ? std::min(*present, evidence_.plan.timing.low_ttl) : present;
  }

  TimeProof copies(std::string_view gate, const RecordEvidence& of, std::optional<Seconds> ttl) const {
    return copies_end(evidence_, of, {.gate = gate, .at = supposed_.at, .words = words_},
                      ttl.value_or(Seconds{0}));
  }

  const Evidence& evidence_;
  const Supposition& supposed_;
  std::string words_;
  std::vector<const WatchedRecord*> lowered_;
};

/// What nobody looks at may still be missing then; what resolvers hold now says nothing about it.
bool is_lasting(const Gate& gate) {
  return gate.verdict.kind == VerdictKind::no_evidence && gate.rule->judge != judge_no_live_copies;
}

std::vector<TimeProof> told_by_time(const Evidence& evidence, Step step, const Supposition& supposed) {
  const Projection projection(evidence, supposed);
  switch (step) {
    case Step::lower_ttl: return {};
    case Step::switch_over: return projection.after_lowering();
    case Step::remove_old: return projection.after_switch();
    case Step::retire_old: return projection.after_leaving();
    case Step::done: return projection.after_retiring();
  }
  std::unreachable();
}

}  // namespace

std::vector<TimeProof> proofs_after(const Evidence& evidence, const std::vector<Gate>& gates, Step step,
                                    const Supposition& supposed) {
  auto proofs = told_by_time(evidence, step, supposed);
  for (auto& proof : proofs_now(evidence, gates, step)) {
    const bool is_known_then =
        std::ranges::any_of(proofs, [&](const TimeProof& projected) { return projected.gate == proof.gate; });
    const auto gate = std::ranges::find_if(
        gates, [&](const Gate& each) { return each.rule->step == step && each.rule->id == proof.gate; });
    if (!is_known_then && is_lasting(*gate)) proofs.push_back(std::move(proof));
  }
  return proofs;
}

}  // namespace cutwatch::cutover
