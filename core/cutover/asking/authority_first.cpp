#include "core/cutover/asking/authority_first.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

bool has_answered(const AuthorityView& view) {
  return view.last && view.last->answer && view.last->answer->is_definite() &&
         view.last->answer->is_authoritative;
}

/// They were asked, or could not be found.
bool has_been_tried(const RecordState& state) {
  if (state.delegation && !*state.delegation) return true;
  return std::ranges::any_of(state.authorities,
                             [](const auto& authority) { return authority.second->last.has_value(); });
}

/// One that never gave an answer is waited for only as long as anything is.
bool lacks_it(const AuthorityView& view, Millis watched_for) {
  const auto* current = view.history.current();
  if (current == nullptr) return watched_for < kDelegationPatience;
  return current->rrset.is_absent();
}

}  // namespace

bool is_to_appear(const dns::Stages& stages) {
  const auto absent = std::ranges::find_if(stages, &dns::RrSet::is_absent);
  return absent != stages.end() && absent + 1 != stages.end();
}

bool must_wait_for_authorities(const WatchedRecord& record, const RecordState& state, Millis watched_for) {
  const bool is_looked_at = std::ranges::any_of(
      state.authorities, [](const auto& authority) { return has_answered(*authority.second); });
  if (!is_looked_at) {
    const auto patience = has_been_tried(state) ? kAuthorityPatience : kDelegationPatience;
    if (watched_for < patience) return true;
  }
  if (!is_to_appear(record.stages)) return false;
  return std::ranges::any_of(state.authorities, [&](const auto& authority) {
    return !record.accepts(authority.first) && lacks_it(*authority.second, watched_for);
  });
}

}  // namespace cutwatch::cutover
