#include "core/cutover/conditions/ttl_conditions.hpp"

#include "core/cutover/record/lowered_ttl.hpp"
#include "core/cutover/record/original_ttl.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/unseen_past.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

using dns::AuthorityHistory;
using dns::Version;

/// How many TTLs before the planned switch it is to be low: one for the copies, one for who is to lower it.
constexpr int kTtlsAhead = 2;

/// What was published before the switch, at one server. What a server comes to publish after it is not what
/// the TTL was lowered for; what it had at its first look is, whenever that was.
std::vector<const Version*> before_switch(const WatchedRecord& record, const AuthorityHistory& history,
                                          std::size_t switched, WallTime since) {
  std::vector<const Version*> out;
  for (const auto& version : history.versions) {
    const bool was_there = version.first_seen < since || &version == &history.versions.front();
    const bool is_earlier = dns::stage_of(record.stages, version.rrset).value_or(0) < switched;
    if (was_there && is_earlier) out.push_back(&version);
  }
  return out;
}

/// The TTL above which copies were to have ended at the switch: the one that it was lowered to, or the one
/// that needs no lowering.
Seconds ttl_to_wait_out(const Evidence& evidence, const std::vector<const Version*>& before,
                        const dns::UnseenPast& past) {
  const auto last = before.back()->ttl;
  const bool was_higher =
      past.original_ttl.value_or(last) > last ||
      std::ranges::any_of(before, [&](const Version* version) { return version->ttl > last; });
  const bool was_lower =
      std::ranges::any_of(before, [&](const Version* version) { return version->ttl < last; });
  return was_higher && !was_lower ? std::max(last, evidence.plan.timing.low_ttl)
                                  : evidence.plan.timing.low_ttl;
}

/// When the last copy with a high TTL ends that can have been fetched from one server before the switch.
/// What nobody said and nobody saw does not count.
std::optional<WallTime> long_copies_end(const Evidence& evidence, const RecordEvidence& of,
                                        const AuthorityHistory& history) {
  const auto switched = stage_after(evidence.plan, of.record, Step::switch_over);
  const auto before = before_switch(of.record, history, switched, *evidence.standing.switched_since);
  if (before.empty()) return std::nullopt;
  const auto past = unseen_past(of.record, of.state);
  const auto least = ttl_to_wait_out(evidence, before, past);
  std::optional<WallTime> end;
  const auto raise = [&](WallTime at) { end = std::max(end.value_or(at), at); };
  for (const auto* version : before) {
    if (version->ttl > least) raise(version->ended.value_or(version->last_seen) + version->ttl);
  }
  const bool is_said = past.original_ttl.value_or(Seconds{0}) > least;
  const auto unseen = dns::unseen_copies_end(history, past);
  if (is_said && unseen && before.front() == &history.versions.front()) raise(*unseen);
  if (end) *end += of.record.bounds.margin;
  return end;
}

/// When the last copy of anything but the last stage ends; nullopt while that is not known.
std::optional<WallTime> all_moved_at(const RecordEvidence& of) {
  const auto& bound = of.assessment.bounds.changed;
  const auto last = of.record.stages.size() - 1;
  if (!bound || !*bound || !is_complete(published(of.record, of.state), last)) return std::nullopt;
  return (*bound)->at;
}

/// What is in no stage is not what it was before either: `off_plan` says so.
bool is_in_plan(const RecordEvidence& of) {
  return std::ranges::all_of(published(of.record, of.state),
                             [](const PublishedAt& server) { return server.stage.has_value(); });
}

}  // namespace

std::optional<Finding> ttl_not_lowered(const Evidence& evidence, const RecordEvidence& of) {
  if (!evidence.plan.planned_at || evidence.plan.ttl.is_fixed || evidence.standing.switched_since ||
      evidence.standing.is_rolled_back)
    return std::nullopt;
  const auto ttl = largest_ttl(published(of.record, of.state));
  if (!ttl || *ttl <= evidence.plan.timing.low_ttl) return std::nullopt;
  const auto planned = *evidence.plan.planned_at;
  if (evidence.now < planned - kTtlsAhead * *ttl) return std::nullopt;
  const auto safe = std::max(planned, evidence.now + *ttl);
  return Finding{
      fmt::format("{} has a TTL of {} s, and the switch is planned for {}: with the TTL lowered now "
                  "it is safe from {} on",
                  text_of(of.record), ttl->count(), rfc3339(planned), rfc3339(safe))};
}

std::optional<Finding> switched_too_early(const Evidence& evidence, const RecordEvidence& of) {
  if (evidence.plan.ttl.is_fixed || !evidence.standing.switched_since) return std::nullopt;
  std::optional<WallTime> end;
  for (const auto& history : of.state.histories_with_departed()) {
    const auto here = long_copies_end(evidence, of, history);
    if (here) end = std::max(end.value_or(*here), *here);
  }
  if (!end || *end <= evidence.now) return std::nullopt;
  return Finding{fmt::format("the switch began at {}, and copies of {} with the high TTL may live until {}",
                             rfc3339(*evidence.standing.switched_since), text_of(of.record), rfc3339(*end))};
}

std::optional<Finding> ttl_raised_early(const Evidence& evidence, const RecordEvidence& of) {
  if (evidence.plan.ttl.is_fixed) return std::nullopt;
  const auto moved = all_moved_at(of);
  if (moved && *moved <= evidence.now) return std::nullopt;
  for (const auto& each : published(of.record, of.state)) {
    if (each.version == nullptr || each.version->rrset.is_absent()) continue;
    if (each.version->ttl <= evidence.plan.timing.low_ttl) continue;
    const auto low = raised_from(of.record, of.state, each);
    if (!low) continue;
    return Finding{fmt::format("{} publishes {} with a TTL of {} s, it was {} s, and {}",
                               text_of(each.server), text_of(of.record), each.version->ttl.count(),
                               low->count(),
                               moved ? fmt::format("old copies may live until {}", rfc3339(*moved))
                                     : "not everything has moved yet")};
  }
  return std::nullopt;
}

std::optional<Finding> ttl_not_restored(const Evidence& evidence, const RecordEvidence& of) {
  if (evidence.plan.ttl.is_fixed || !evidence.standing.switched_since) return std::nullopt;
  const auto moved = all_moved_at(of);
  if (!moved || evidence.now < *moved + evidence.plan.timing.old_quiet_for) return std::nullopt;
  if (of.record.stages.back().is_absent()) return std::nullopt;
  const auto ttl = largest_ttl(published(of.record, of.state));
  const auto original = original_ttl(of.record, of.state, evidence.plan.timing.low_ttl);
  if (!ttl || !original || *ttl >= *original) return std::nullopt;
  return Finding{fmt::format("{} has a TTL of {} s, it was {} s, and the last old copy ended by {}",
                             text_of(of.record), ttl->count(), original->count(), rfc3339(*moved))};
}

std::optional<Finding> switch_overdue(const Evidence& evidence, const RecordEvidence& of) {
  const auto& planned = evidence.plan.planned_at;
  const auto& standing = evidence.standing;
  if (!planned || standing.switched_since || standing.is_rolled_back) return std::nullopt;
  if (evidence.now < *planned + evidence.plan.timing.change_overdue) return std::nullopt;
  if (!authorities_heard(evidence, of) || !is_in_plan(of)) return std::nullopt;
  return Finding{fmt::format("the switch was planned for {}, and {} is what it was before", rfc3339(*planned),
                             text_of(of.record))};
}

}  // namespace cutwatch::cutover
