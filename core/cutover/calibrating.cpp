#include "core/cutover/calibrating.hpp"

#include "core/cutover/known_record.hpp"
#include "core/cutover/quiet_window.hpp"

#include <algorithm>
#include <set>

namespace cutwatch::cutover {
namespace {

/// Before that nobody knows where the quiet window begins.
bool is_looked_at(const RecordState& state) {
  return std::ranges::any_of(
      state.histories(), [](const dns::AuthorityHistory& history) { return history.current() != nullptr; });
}

/// By a clock that was ahead counts as not at all.
std::optional<WallTime> last_asked(const std::string& resolver, const DomainState& known, WallTime now) {
  const auto found = known.calibrations.find(resolver);
  if (found == known.calibrations.end() || found->second.asked > now) return std::nullopt;
  return found->second.asked;
}

}  // namespace

std::optional<SkipReason> reason_not_to_calibrate(const Plan& plan, const DomainState& known,
                                                  const Occasion& occasion) {
  for (const auto& record : plan.records) {
    const auto& state = state_of(record, known);
    const auto window = quiet_window(record, state, occasion.now);
    if (window && window->state == Quiet::quiet) return SkipReason::quiet_window;
    if (record.quiet.planned_at && !is_looked_at(state)) return SkipReason::authority_first;
  }
  return std::nullopt;
}

bool is_to_be_calibrated(const Plan& plan, const std::string& resolver, const DomainState& known,
                         WallTime now) {
  const auto asked = last_asked(resolver, known, now);
  if (asked && now < *asked + kCalibratedEvery) return false;
  return std::ranges::none_of(plan.records, [&](const WatchedRecord& record) {
    if (state_of(record, known).own_network.is_down) return true;
    const auto refuses = known.refusals.find(resolver);
    if (refuses == known.refusals.end()) return false;
    const auto again = dns::asked_again_at(refuses->second, record.interval);
    return again && now < *again;
  });
}

WallTime next_calibration(const std::vector<dns::Resolver>& resolvers, const DomainState& known,
                          WallTime now) {
  std::optional<WallTime> next;
  for (const auto& resolver : resolvers) {
    const auto asked = last_asked(resolver.id, known, now);
    const auto due = asked ? *asked + kCalibratedEvery : now;
    const auto wanted = due > now ? due : now + kCalibrationRetry;
    next = std::min(next.value_or(wanted), wanted);
  }
  return next.value_or(now + kCalibratedEvery);
}

std::vector<dns::NameServer> calibration_servers(const Plan& plan, const DomainState& known) {
  if (!plan.name_servers.empty()) return plan.name_servers;
  std::set<dns::NameServer> servers;
  for (const auto& record : plan.records) {
    if (!record.question.name.is_within(plan.domain)) continue;
    for (const auto& [server, view] : state_of(record, known).authorities) servers.insert(server);
  }
  return {servers.begin(), servers.end()};
}

}  // namespace cutwatch::cutover
