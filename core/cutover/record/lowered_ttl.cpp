#include "core/cutover/record/lowered_ttl.hpp"

#include "core/cutover/record/noting.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

bool is_alike(const dns::Version& one, const dns::Version& other) {
  return one.rrset.is_absent() == other.rrset.is_absent();
}

/// Whether there was a cutover before this one: the server has left what is no stage of this plan.
bool has_seen_earlier_cutover(const WatchedRecord& record, const dns::AuthorityHistory& history,
                              const NotedRecord& noted) {
  return std::ranges::any_of(history.versions, [&](const dns::Version& version) {
    return version.ended && *version.ended < noted.at && !dns::stage_of(record.stages, version.rrset);
  });
}

/// What was over when the first stage was noted, unless that was late: a name server may have been silent.
bool is_of_earlier_cutover(const WatchedRecord& record, const dns::AuthorityHistory& history,
                           const NotedRecord* noted, const dns::Version& version) {
  return noted != nullptr && version.ended && *version.ended < noted->at &&
         has_seen_earlier_cutover(record, history, *noted);
}

bool has_left_higher(const dns::AuthorityHistory& history, const dns::Version& now) {
  return std::ranges::any_of(history.versions, [&](const dns::Version& version) {
    return version.ended && is_alike(version, now) && version.ttl > now.ttl;
  });
}

}  // namespace

std::optional<Seconds> raised_from(const WatchedRecord& record, const RecordState& state,
                                   const PublishedAt& at) {
  const auto known = state.authorities.find(at.server);
  if (at.version == nullptr || known == state.authorities.end()) return std::nullopt;
  const auto* noted = noted_of(record, state);
  const auto& history = known->second->history;
  std::optional<Seconds> least;
  for (const auto& version : history.versions) {
    const bool counts = is_alike(version, *at.version) && version.ttl < at.version->ttl &&
                        !is_of_earlier_cutover(record, history, noted, version);
    if (counts) least = std::min(least.value_or(version.ttl), version.ttl);
  }
  return least;
}

bool is_lowered(const WatchedRecord& record, const RecordState& state, const PublishedAt& at) {
  if (at.version == nullptr || raised_from(record, state, at)) return false;
  if (record.bounds.past.original_ttl.value_or(Seconds{0}) > at.version->ttl) return true;
  return std::ranges::any_of(state.histories_with_departed(), [&](const dns::AuthorityHistory& history) {
    return has_left_higher(history, *at.version);
  });
}

}  // namespace cutwatch::cutover
