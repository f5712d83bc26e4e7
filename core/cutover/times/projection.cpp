#include "core/cutover/times/projection.hpp"

#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/gates/identity_gates.hpp"
#include "core/cutover/gates/mail_gates.hpp"
#include "core/cutover/gates/name_gates.hpp"
#include "core/cutover/gates/ttl_gates.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/times/copies_end.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace cutwatch::cutover {
namespace {

bool takes_new_path(const RoundTrip& trip) {
  return std::ranges::find(trip.paths, Path::new_path) != trip.paths.end();
}

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
    for (const auto& of : there_before_switch(evidence_))
      proofs.push_back(copies("old_ttl_expired", of, present_ttl(of)));
    for (const auto& of : absent_before_switch(evidence_))
      proofs.push_back(copies("absence_expired", of, present_ttl(of)));
    return proofs;
  }

  std::vector<TimeProof> after_switch() const {
    std::vector<TimeProof> proofs;
    for (const auto& of : evidence_.changed_in(Step::switch_over))
      proofs.push_back(copies("previous_stage_expired", of, ttl_then(of)));
    const auto& timing = evidence_.plan.timing;
    const auto verified = supposed_.at + timing.verify_after + timing.verify_for;
    const bool has_mail = std::ranges::any_of(evidence_.plan.round_trips, takes_new_path);
    proofs.push_back({.gate = "new_path_verified",
                      .hold_up = has_mail ? HoldUp::time : HoldUp::evidence,
                      .text = has_mail ? fmt::format("{} at {}: mail by the new path proves it by {} at the "
                                                     "earliest",
                                                     words_, rfc3339(supposed_.at), rfc3339(verified))
                                       : "no round trip takes the new path, so that no mail can prove it",
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
    const auto& standing = evidence_.standing;
    const bool is_ahead = standing.phase < Phase::switching && !standing.is_prepared;
    const bool will_be = is_lowered && is_ahead && !evidence_.plan.ttl.is_fixed;
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

bool asks_for_names(const Gate& gate) {
  const auto judge = gate.rule->judge;
  return judge == judge_mx_valid || judge == judge_mx_valid_without_old ||
         judge == judge_mx_valid_in_the_end || judge == judge_new_names_resolve ||
         judge == judge_identity_ready || judge == judge_both_addresses_ready;
}

bool is_of_names(const WatchedRecord& record) {
  const auto type = record.question.type;
  return type == dns::RrType::a || type == dns::RrType::aaaa || type == dns::RrType::ptr;
}

/// Whether a step that comes first still publishes addresses or reverse names.
bool are_names_ahead(const Evidence& evidence, Step taken_first) {
  return std::ranges::any_of(evidence.records, [&](const RecordEvidence& of) {
    const auto stage = stage_after(evidence.plan, of.record, taken_first);
    return is_of_names(of.record) && stage > 0 && !is_complete(published(of.record, of.state), stage);
  });
}

/// What nobody looks at may still be missing then, and so may what no step ahead mends; what resolvers hold
/// now says nothing about it.
bool is_lasting(const Evidence& evidence, const Gate& gate, Step taken_first) {
  if (gate.verdict.kind == VerdictKind::no_evidence) return gate.rule->judge != judge_no_live_copies;
  if (gate.is_open()) return false;
  // Mail goes to the old server up to the switch.
  if (gate.rule->judge == judge_new_path_delivers || waits_for_quiet(gate)) return true;
  return asks_for_names(gate) && !are_names_ahead(evidence, taken_first);
}

bool is_waived(const Plan& plan, const TimeProof& proof) {
  return std::ranges::find(plan.waived, proof.gate, &Waiver::gate) != plan.waived.end();
}

std::vector<TimeProof> joined(std::vector<TimeProof> these, std::vector<TimeProof> those) {
  std::ranges::move(those, std::back_inserter(these));
  return these;
}

std::vector<TimeProof> told_by_time(const Evidence& evidence, Step step, const Supposition& supposed) {
  const Projection projection(evidence, supposed);
  switch (step) {
    case Step::lower_ttl: return {};
    case Step::switch_over: return projection.after_lowering();
    case Step::remove_old: return projection.after_switch();
    case Step::retire_old: return joined(projection.after_leaving(), projection.after_switch());
    case Step::done: return projection.after_retiring();
  }
  std::unreachable();
}

/// A plan without `remove_old` is asked some of its gates before `retire_old`; others are not.
bool is_asked(const std::vector<Gate>& gates, Step step, const TimeProof& proof) {
  return find_gate(gates, step, proof.gate) != nullptr;
}

}  // namespace

std::vector<TimeProof> proofs_after(const Evidence& evidence, const std::vector<Gate>& gates, Step step,
                                    const Supposition& supposed, std::optional<WallTime> switched) {
  auto proofs = told_by_time(evidence, step, supposed);
  std::erase_if(proofs, [&](const TimeProof& proof) {
    return is_waived(evidence.plan, proof) || !is_asked(gates, step, proof);
  });
  for (auto& proof : proofs_now(evidence, gates, step)) {
    const bool is_known_then =
        std::ranges::any_of(proofs, [&](const TimeProof& projected) { return projected.gate == proof.gate; });
    const auto* gate = find_gate(gates, step, proof.gate);
    if (is_known_then || !is_lasting(evidence, *gate, supposed.taken)) continue;
    if (waits_for_quiet(*gate) && switched)
      proof.until = std::max(proof.until, std::optional(*switched + evidence.plan.timing.old_quiet_for));
    proofs.push_back(std::move(proof));
  }
  return proofs;
}

}  // namespace cutwatch::cutover
