#include "core/cutover/conditions/lock_conditions.hpp"

#include "core/cutover/conditions/upstream_conditions.hpp"
#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/gates/lock_gate.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

using mail::DoorClass;

/// In kind proxy alone there is somebody whom the old server is to take mail from for good.
const Lockdown* lockdown_of_old(const Plan& plan) {
  if (plan.kind != Kind::proxy) return nullptr;
  const auto found = std::ranges::find(plan.lockdowns, ServerRole::old_server, &Lockdown::target);
  return found == plan.lockdowns.end() ? nullptr : &*found;
}

/// When the last copy that leads to the old server has ended; nullopt before, and while nobody can tell.
std::optional<WallTime> old_host_ended(const Evidence& evidence) {
  if (judge_old_host_expired(evidence).kind != VerdictKind::pass) return std::nullopt;
  std::optional<WallTime> last;
  for (const auto& each : leaving_old_host(evidence, Step::retire_old)) {
    const auto& bound = each.assessment.bounds.old_host;
    if (bound && *bound && (!last || *last < (*bound)->at)) last = (*bound)->at;
  }
  return last;
}

/// By what the lock-down probe was told.
std::optional<Finding> strangers_refused_too_early(const Evidence& evidence) {
  const auto* lockdown = lockdown_of_old(evidence.plan);
  if (lockdown == nullptr) return std::nullopt;
  const auto doors = doors_of(evidence.plan, *lockdown, evidence.state, evidence.now);
  const auto hard = std::ranges::find_if(doors, [](const DoorStanding& door) {
    return door.state == DoorState::refuses && door.shown == DoorClass::refused;
  });
  if (hard == doors.end()) return std::nullopt;
  const auto bound = judge_old_host_expired(evidence);
  if (bound.kind != VerdictKind::wait && bound.kind != VerdictKind::fail) return std::nullopt;
  const auto before = hard->opened
                          ? fmt::format(", which took mail from there until {}", rfc3339(*hard->opened))
                          : std::string();
  return Finding{fmt::format("{}{}; {}", hard->words, before, bound.evidence),
                 hard->opened ? std::nullopt : std::optional(Severity::warning)};
}

}  // namespace

std::optional<Finding> upstream_not_locked(const Evidence& evidence) {
  const auto* lockdown = lockdown_of_old(evidence.plan);
  const auto ended = lockdown == nullptr ? std::nullopt : old_host_ended(evidence);
  const auto& timing = evidence.plan.timing;
  if (!ended || evidence.now < *ended + timing.bypass_grace) return std::nullopt;
  const auto doors = doors_of(evidence.plan, *lockdown, evidence.state, evidence.now);
  const auto open = std::ranges::find(doors, DoorState::open, &DoorStanding::state);
  if (open == doors.end()) return std::nullopt;
  const bool may_stay_open = evidence.now < *ended + timing.bypass_grace + timing.old_quiet_for;
  return Finding{
      fmt::format("{}, and the last copy that leads there ended by {}", open->words, rfc3339(*ended)),
      may_stay_open ? std::optional(Severity::warning) : std::nullopt};
}

std::optional<Finding> locked_too_early(const Evidence& evidence) {
  auto by_probe = strangers_refused_too_early(evidence);
  auto by_mail = mail_refused_too_early(evidence);
  const bool is_milder = by_probe && by_probe->severity;
  return by_probe && !(is_milder && by_mail) ? by_probe : by_mail;
}

}  // namespace cutwatch::cutover
