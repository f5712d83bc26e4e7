#include "core/cutover/asking/calibrating.hpp"

#include "core/cutover/asking/change_under_way.hpp"
#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/own_network.hpp"
#include "core/cutover/record/quiet_window.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

namespace cutwatch::cutover {
namespace {

/// Before that nobody knows where the quiet window begins.
bool is_looked_at(const RecordState& state) {
  return std::ranges::any_of(
      state.histories(), [](const dns::AuthorityHistory& history) { return history.current() != nullptr; });
}

bool is_silence(const Failure& failure) { return cutover::is_silence(failure.kind); }

/// When its next turn comes; nullopt where it has had none. One by a clock that was ahead counts as none.
std::optional<WallTime> next_turn(const std::string& resolver, const DomainState& known, WallTime now) {
  const auto found = known.calibrations.find(resolver);
  if (found == known.calibrations.end() || found->second.asked > now) return std::nullopt;
  const auto& last = found->second;
  const bool was_silent = last.failure && is_silence(*last.failure);
  return last.asked + (was_silent ? kSilentCalibrationRetry : kCalibratedEvery);
}

std::optional<CalibrationWait> wait_for(const WatchedRecord& record, const RecordState& state, WallTime now) {
  const auto wait = [&](SkipReason reason, std::optional<WallTime> until) {
    return CalibrationWait{.reason = reason, .record = record.question, .until = until};
  };
  const auto window = quiet_window(record, state, now);
  if (window && window->state == Quiet::quiet) return wait(SkipReason::quiet_window, window->until);
  if (const auto change = change_under_way(record, state, now))
    return wait(SkipReason::changing, change->until);
  if (record.quiet.planned_at && !is_looked_at(state)) return wait(SkipReason::authority_first, std::nullopt);
  return std::nullopt;
}

}  // namespace

std::string CalibrationWait::sentence() const {
  const auto subject = to_string(record);
  switch (reason) {
    case SkipReason::quiet_window:
      return fmt::format("no resolver is measured while {} is about to change, at the latest until {}",
                         subject, rfc3339(until.value_or(WallTime{})));
    case SkipReason::changing:
      if (!until)
        return fmt::format(
            "no resolver is measured until every name server publishes the new {}, and the old "
            "copies have ended",
            subject);
      return fmt::format("no resolver is measured until the last old copy of {} has ended, {}", subject,
                         rfc3339(*until));
    case SkipReason::authority_first:
      return fmt::format(
          "no resolver is measured before a name server has shown {}, which tells when the "
          "quiet window begins",
          subject);
    case SkipReason::still_running:
    case SkipReason::halted:
    case SkipReason::not_recorded:
    case SkipReason::paced:
    case SkipReason::backed_off:
    case SkipReason::send_cap:
    case SkipReason::path_stopped:
    case SkipReason::login_refused:
    case SkipReason::no_destination: break;
  }
  std::unreachable();
}

std::optional<CalibrationWait> calibration_wait(const Plan& plan, const DomainState& known, WallTime now) {
  std::optional<CalibrationWait> longest;
  for (const auto& record : plan.records) {
    auto wait = wait_for(record, state_of(record, known), now);
    if (!wait) continue;
    const auto until = wait->until.value_or(WallTime::max());
    if (!longest || longest->until.value_or(WallTime::max()) < until) longest = std::move(wait);
  }
  return longest;
}

bool is_to_be_calibrated(const Plan& plan, const std::string& resolver, const DomainState& known,
                         WallTime now) {
  const auto turn = next_turn(resolver, known, now);
  if (turn && now < *turn) return false;
  return std::ranges::none_of(plan.records, [&](const WatchedRecord& record) {
    if (state_of(record, known).own_network.is_down) return true;
    const auto refuses = known.refusals.find(resolver);
    if (refuses == known.refusals.end()) return false;
    const auto again = dns::asked_again_at(refuses->second, record.interval);
    return again && now < *again;
  });
}

std::vector<CalibrationFound> without_own_silence(std::vector<CalibrationFound> found,
                                                  const std::vector<dns::Resolver>& resolvers) {
  const auto is_silent = [](const CalibrationFound& each) {
    return !each.result && is_silence(each.result.error());
  };
  ReachCount count;
  for (const auto& resolver : resolvers) {
    const auto tried = std::ranges::find(found, resolver.id, &CalibrationFound::resolver);
    count.add(resolver.operator_id, tried != found.end() && is_silent(*tried));
  }
  if (count.reach().is_most_silent()) std::erase_if(found, is_silent);
  return found;
}

WallTime next_calibration(const std::vector<dns::Resolver>& resolvers, const DomainState& known,
                          WallTime now) {
  std::optional<WallTime> next;
  for (const auto& resolver : resolvers) {
    const auto due = next_turn(resolver.id, known, now).value_or(now);
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
