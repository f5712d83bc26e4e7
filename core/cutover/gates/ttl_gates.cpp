#include "core/cutover/gates/ttl_gates.hpp"

#include "core/cutover/gates/bound_verdict.hpp"
#include "core/cutover/gates/over_records.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/record/lowered_ttl.hpp"
#include "core/cutover/record/noting.hpp"
#include "core/cutover/record/original_ttl.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/unseen_past.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// A TTL that was low when it was first looked at may have been lowered a minute before.
Verdict always_low(const Evidence& evidence, const RecordEvidence& of, WallTime heard, Seconds ttl) {
  return bound_verdict(
      evidence, of, of.assessment.bounds.unseen, heard,
      fmt::format("copies of {} with a TTL above {} s, if there were any,", text_of(of.record), ttl.count()));
}

std::string_view has_ttl(const PublishedAt& at) {
  return at.version->rrset.is_absent() ? "is absent, which the SOA lets caches keep for" : "has a TTL of";
}

/// Lowered from what, nobody said and nobody saw.
std::string why_not_low(const RecordEvidence& of, const PublishedAt& at) {
  const auto& past = of.record.bounds.past;
  if (is_said_lowered(of.record, of.state, at) && !past.original_ttl && !at.version->rrset.is_absent())
    return ", and nothing tells that it was higher before ttl_lowered_at: say original_ttl";
  return ", and no lower one has been published";
}

/// What is published with a TTL that is neither low nor lowered; nullopt when nothing is.
std::optional<Verdict> still_high(const Evidence& evidence, const RecordEvidence& of) {
  for (const auto& each : published(of.record, of.state)) {
    const auto ttl = each.version->ttl;
    if (ttl <= evidence.plan.timing.low_ttl || is_lowered(of.record, of.state, each)) continue;
    const auto before = raised_from(of.record, of.state, each);
    const auto why = before ? fmt::format(": it was {} s, and has been raised at {}", before->count(),
                                          text_of(each.server))
                            : why_not_low(of, each);
    return fail(fmt::format("{} {} {} s{}", text_of(of.record), has_ttl(each), ttl.count(), why));
  }
  return std::nullopt;
}

bool is_absent(const RecordEvidence& of) {
  return std::ranges::all_of(published(of.record, of.state), [](const PublishedAt& server) {
    return server.version != nullptr && server.version->rrset.is_absent();
  });
}

/// What was noted when it had been lowered is not what it was.
std::string what_it_was(const RecordEvidence& of, Seconds original) {
  const auto* noted = noted_of(of.record, of.state);
  const bool is_said = original == of.record.bounds.past.original_ttl;
  if (!is_said || noted == nullptr || noted->rrset.is_absent() || noted->ttl >= original)
    return fmt::format("it was {} s", original.count());
  return fmt::format(
      "it was {} s by original_ttl, and {} s when it was noted: set original_ttl to what it is "
      "to be",
      original.count(), noted->ttl.count());
}

Verdict restored(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  if (is_absent(of)) return pass(fmt::format("{} is absent and has no TTL", text_of(of.record)));
  const auto original = original_ttl(of.record, of.state, evidence.plan.timing.low_ttl).value_or(Seconds{0});
  if (original <= evidence.plan.timing.low_ttl && !of.record.bounds.past.original_ttl) {
    return no_evidence(
        fmt::format("nothing tells what TTL {} had before: say original_ttl", text_of(of.record)));
  }
  for (const auto& [server, version, stage] : published(of.record, of.state)) {
    if (version->rrset.is_absent() || version->ttl >= original) continue;
    return fail(fmt::format("{} publishes {} with a TTL of {} s; {}", text_of(server), text_of(of.record),
                            version->ttl.count(), what_it_was(of, original)));
  }
  auto back = pass(fmt::format("{} has its TTL of {} s again", text_of(of.record), original.count()));
  back.evidence_at = *heard;
  return back;
}

bool is_absent_before(const Plan& plan, const WatchedRecord& record) {
  return record.stages.at(stage_after(plan, record, Step::lower_ttl)).is_absent();
}

constexpr std::string_view kNoChange = "no record of the plan changes";

}  // namespace

Verdict old_ttl_expired(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  if (auto high = still_high(evidence, of)) return *std::move(high);
  const auto ttl = largest_ttl(published(of.record, of.state)).value_or(Seconds{0});
  const auto& bound = of.assessment.bounds.lowered;
  if (bound) {
    return bound_verdict(evidence, of, *bound, *heard,
                         fmt::format("copies of {} with a TTL above {} s", text_of(of.record), ttl.count()));
  }
  return always_low(evidence, of, *heard, ttl);
}

Verdict judge_old_ttl_expired(const Evidence& evidence) {
  if (evidence.plan.ttl.is_fixed)
    return pass("the TTL cannot be changed (ttl_fixed): old copies live as long after the switch");
  const auto records = there_before_switch(evidence);
  if (records.empty() && !absent_before_switch(evidence).empty())
    return pass("no record that the switch changes is there before it");
  return over_records(evidence, records, kNoChange, old_ttl_expired);
}

Verdict judge_absence_expired(const Evidence& evidence) {
  if (evidence.plan.ttl.is_fixed)
    return pass("the TTL cannot be changed (ttl_fixed): absences are kept as long after the switch");
  const auto records = absent_before_switch(evidence);
  if (records.empty()) return pass("no record that the switch changes is absent before it");
  return over_records(evidence, records, kNoChange, old_ttl_expired);
}

std::vector<RecordEvidence> there_before_switch(const Evidence& evidence) {
  std::vector<RecordEvidence> records;
  for (const auto& of : evidence.changed_in(Step::switch_over)) {
    if (!is_absent_before(evidence.plan, of.record)) records.push_back(of);
  }
  return records;
}

std::vector<RecordEvidence> absent_before_switch(const Evidence& evidence) {
  std::vector<RecordEvidence> records;
  for (const auto& of : evidence.changed_in(Step::switch_over)) {
    if (is_absent_before(evidence.plan, of.record)) records.push_back(of);
  }
  return records;
}

Verdict judge_ttl_restored(const Evidence& evidence) {
  if (evidence.plan.ttl.is_fixed) return pass("the TTL was not changed (ttl_fixed)");
  return over_records(evidence, evidence.changed_in(Step::switch_over), kNoChange, restored);
}

}  // namespace cutwatch::cutover
