#include "core/cutover/gates/evidence.hpp"

#include "core/cutover/record/delegation_age.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/round_trip_pace.hpp"
#include "core/cutover/record/unasked.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace cutwatch::cutover {
namespace {

/// Of a name server that this host does not hear, and others may.
constexpr std::string_view kWithout = "to go on without it, accept it by name or address (cutover.accept)";

}  // namespace

bool Evidence::is_fresh(WallTime at, Millis interval) const {
  return cutover::is_fresh(plan.timing, at, interval, now);
}

Millis Evidence::interval_of(const RoundTrip& trip) const {
  return interval_in_force(plan, trip, standing, now);
}

std::vector<RecordEvidence> Evidence::changed_in(Step step) const {
  const auto changed = records_changed_in(plan, step);
  std::vector<RecordEvidence> out;
  for (const auto& each : records) {
    if (std::ranges::find(changed, &each.record) != changed.end()) out.push_back(each);
  }
  return out;
}

std::string text_of(const WatchedRecord& record) { return to_string(record.question); }

std::expected<WallTime, Verdict> authorities_heard(const Evidence& evidence, const RecordEvidence& of) {
  const auto servers = published(of.record, of.state);
  if (servers.empty()) {
    return std::unexpected(
        no_evidence(fmt::format("the name servers of {} have not been found", text_of(of.record))));
  }
  // `last_seen` is no evidence: after a restart it says until when the version counts as published.
  WallTime oldest = WallTime::max();
  for (const auto& [server, version, stage] : servers) {
    if (version == nullptr) {
      return std::unexpected(no_evidence(fmt::format("{} has never said what it publishes for {}; {}",
                                                     text_of(server), text_of(of.record), kWithout)));
    }
    if (!evidence.is_fresh(version->last_asked, of.record.interval)) {
      return std::unexpected(
          no_evidence(fmt::format("{} last said what it publishes for {} at {}; {}", text_of(server),
                                  text_of(of.record), seen_at(version->last_asked, evidence.now), kWithout)));
    }
    oldest = std::min(oldest, version->last_asked);
  }
  // There may be others by now.
  auto too_old = delegation_too_old(evidence.plan, of.record, of.state, evidence.now);
  if (too_old) return std::unexpected(no_evidence(*std::move(too_old)));
  auto unasked = named_and_not_asked(evidence.plan, of.record, of.state);
  if (unasked) return std::unexpected(no_evidence(*std::move(unasked)));
  return oldest;
}

}  // namespace cutwatch::cutover
