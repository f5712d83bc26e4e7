#include "core/cutover/record/authority_lag.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

using dns::AuthorityHistory;
using dns::RrSet;

bool has_shown_since(const AuthorityHistory& history, const RrSet& rrset, WallTime since) {
  return std::ranges::any_of(history.versions, [&](const dns::Version& version) {
    return version.rrset == rrset && version.ended.value_or(version.last_seen) > since;
  });
}

/// When the other server last left the data.
std::optional<WallTime> left_at(const AuthorityHistory& other, const RrSet& rrset) {
  std::optional<WallTime> left;
  for (const auto& version : other.versions) {
    if (version.rrset == rrset && version.ended) left = version.ended;
  }
  return left;
}

/// Since when the other server has data that this one is yet to get. By what was seen to change, and where
/// the other one had changed before the first look, by the plan.
std::optional<WallTime> behind_since(const WatchedRecord& record, const AuthorityHistory& history,
                                     const AuthorityHistory& other, std::size_t target) {
  if (history.current() == nullptr || other.current() == nullptr) return std::nullopt;
  const auto& mine = history.current()->rrset;
  const auto& theirs = other.current()->rrset;
  if (mine == theirs) return std::nullopt;
  auto since = left_at(other, mine);
  const auto stage = dns::stage_of(record.stages, mine);
  if (!since && stage && *stage != target && theirs == record.stages.at(target))
    since = other.current()->first_seen;
  if (!since || has_shown_since(history, theirs, *since)) return std::nullopt;
  return since;
}

bool has_answered_last(const AuthorityView& view) {
  return view.last && view.last->answer && view.last->answer->is_definite() && !view.is_lame();
}

}  // namespace

std::string_view to_string(LagSign sign) noexcept {
  switch (sign) {
    case LagSign::data: return "data";
    case LagSign::serial: return "serial";
  }
  std::unreachable();
}

Millis lag_grace(Millis interval) {
  static constexpr Millis kMinute{60'000};
  return std::max(2 * interval, std::min(6 * interval, kMinute));
}

std::optional<AuthorityLag> lag_of(const WatchedRecord& record, const RecordState& state,
                                   const dns::NameServer& server, std::size_t target) {
  const auto found = state.authorities.find(server);
  if (found == state.authorities.end() || !has_answered_last(*found->second)) return std::nullopt;
  const auto& view = *found->second;
  const WallTime latest = view.last->at - lag_grace(record.interval);
  for (const auto& [other, their_view] : state.authorities) {
    const auto since = behind_since(record, view.history, their_view->history, target);
    if (since && *since < latest) return AuthorityLag{.sign = LagSign::data, .since = *since, .ahead = other};
  }
  if (!view.serial_lag || view.serial_lag->since >= latest) return std::nullopt;
  return AuthorityLag{
      .sign = LagSign::serial, .since = view.serial_lag->since, .ahead = view.serial_lag->ahead};
}

}  // namespace cutwatch::cutover
