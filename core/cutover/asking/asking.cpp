#include "core/cutover/asking/asking.hpp"

#include "core/cutover/asking/authority_first.hpp"
#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/quiet_window.hpp"

namespace cutwatch::cutover {

std::optional<SkipReason> reason_not_to_ask(const WatchedRecord& record, const DomainState& known,
                                            const Occasion& occasion) {
  const auto& state = state_of(record, known);
  const auto window = quiet_window(record, state, occasion.now);
  if (window && window->state == Quiet::quiet) return SkipReason::quiet_window;
  if (must_wait_for_authorities(record, state, occasion.watched_for)) return SkipReason::authority_first;
  return std::nullopt;
}

std::optional<SkipReason> reason_not_to_ask(const WatchedRecord& record, const std::string& resolver,
                                            const DomainState& known, const Occasion& occasion) {
  const auto reason = reason_not_to_ask(record, known, occasion);
  if (reason) return reason;
  const auto streak = known.refusals.find(resolver);
  if (streak == known.refusals.end()) return std::nullopt;
  const auto again = dns::asked_again_at(streak->second, record.interval);
  if (again && occasion.now < *again) return SkipReason::backed_off;
  return std::nullopt;
}

std::optional<WallTime> waits_until(const Occasion& occasion) {
  for (const auto patience : kAuthorityPatiences) {
    if (occasion.watched_for < patience) return occasion.now + (patience - occasion.watched_for);
  }
  return std::nullopt;
}

}  // namespace cutwatch::cutover
