#include "core/cutover/gates/ttl_gates.hpp"

#include "core/cutover/gates/bound_verdict.hpp"
#include "core/cutover/gates/over_records.hpp"
#include "core/cutover/record/original_ttl.hpp"
#include "core/cutover/record/published.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// A TTL that was low when it was first looked at may have been lowered a minute before.
Verdict always_low(const Evidence& evidence, const RecordEvidence& of, WallTime heard, Seconds ttl) {
  const auto& rules = of.record.bounds;
  const auto unseen = dns::unseen_copies_end(of.state.histories_with_departed(), rules.past);
  if (!unseen) return no_evidence(fmt::format("nothing is known of the TTL of {}", text_of(of.record)));
  const auto basis = rules.past.original_ttl ? dns::BoundBasis::original : dns::BoundBasis::assumed;
  return bound_verdict(
      evidence, dns::Bound{.at = *unseen + rules.margin, .basis = basis}, heard,
      fmt::format("copies of {} with a TTL above {} s, if there were any,", text_of(of.record), ttl.count()));
}

bool is_absent(const RecordEvidence& of) {
  return std::ranges::all_of(published(of.record, of.state), [](const PublishedAt& server) {
    return server.version != nullptr && server.version->rrset.is_absent();
  });
}

Verdict restored(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  if (is_absent(of)) return pass(fmt::format("{} is absent and has no TTL", text_of(of.record)));
  const auto original = original_ttl(of.record, of.state).value_or(Seconds{0});
  if (original <= evidence.plan.timing.low_ttl && !of.record.bounds.past.original_ttl) {
    return no_evidence(
        fmt::format("nothing tells what TTL {} had before: say original_ttl", text_of(of.record)));
  }
  for (const auto& [server, version, stage] : published(of.record, of.state)) {
    if (version->rrset.is_absent() || version->ttl >= original) continue;
    return fail(fmt::format("{} publishes {} with a TTL of {} s; it was {} s", text_of(server),
                            text_of(of.record), version->ttl.count(), original.count()));
  }
  auto back = pass(fmt::format("{} has its TTL of {} s again", text_of(of.record), original.count()));
  back.evidence_at = *heard;
  return back;
}

constexpr std::string_view kNoChange = "no record of the plan changes";

}  // namespace

Verdict old_ttl_expired(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  const auto ttl = largest_ttl(published(of.record, of.state)).value_or(Seconds{0});
  const auto& bound = of.assessment.bounds.lowered;
  if (bound) {
    return bound_verdict(evidence, *bound, *heard,
                         fmt::format("copies of {} with a TTL above {} s", text_of(of.record), ttl.count()));
  }
  if (ttl > evidence.plan.timing.low_ttl)
    return fail(fmt::format("{} {} {} s, and no lower one has been published", text_of(of.record),
                            is_absent(of) ? "is absent, which the SOA lets caches keep for" : "has a TTL of",
                            ttl.count()));
  return always_low(evidence, of, *heard, ttl);
}

Verdict judge_old_ttl_expired(const Evidence& evidence) {
  if (evidence.plan.ttl.is_fixed)
    return pass("the TTL cannot be changed (ttl_fixed): old copies live as long after the switch");
  return over_records(evidence, evidence.changed_in(Step::switch_over), kNoChange, old_ttl_expired);
}

Verdict judge_ttl_restored(const Evidence& evidence) {
  if (evidence.plan.ttl.is_fixed) return pass("the TTL was not changed (ttl_fixed)");
  return over_records(evidence, evidence.changed_in(Step::switch_over), kNoChange, restored);
}

}  // namespace cutwatch::cutover
