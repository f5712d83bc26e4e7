#include "core/cutover/record/published_spell.hpp"

#include <algorithm>
#include <vector>

namespace cutwatch::cutover {
namespace {

/// One version at one server.
struct Shown {
  WallTime begin;
  WallTime end;
  bool is_change = false;  ///< The server was seen with something else before.
};

/// What is published still ends at `now`.
void add(std::vector<Shown>& shown, const dns::AuthorityHistory& history, const dns::RrSet& rrset,
         WallTime now) {
  for (const auto& version : history.versions) {
    if (version.rrset != rrset) continue;
    shown.push_back({.begin = version.first_seen,
                     .end = version.ended.value_or(now),
                     .is_change = &version != &history.versions.front()});
  }
}

}  // namespace

std::optional<PublishedSpell> last_spell(const RecordState& state, const dns::RrSet& rrset) {
  std::vector<Shown> shown;
  for (const auto& [server, view] : state.authorities) add(shown, view->history, rrset, WallTime::max());
  for (const auto& [server, gone] : state.departed) add(shown, gone->history, rrset, gone->departed_at);
  std::ranges::sort(shown, {}, &Shown::begin);
  std::optional<PublishedSpell> spell;
  auto end = WallTime::min();
  for (const auto& each : shown) {
    if (!spell || each.begin > end) {
      spell = PublishedSpell{.begin = each.begin, .seen_to_begin = {}};
      end = each.end;
    }
    end = std::max(end, each.end);
    if (each.is_change && !spell->seen_to_begin) spell->seen_to_begin = each.begin;
  }
  return spell;
}

}  // namespace cutwatch::cutover
