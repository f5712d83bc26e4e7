#include "agent/cli/lock_trial.hpp"

#include "agent/cli/lockdown_output.hpp"
#include "core/text/date.hpp"
#include "probes/lockdown_probe.hpp"
#include "probes/recipients_probe.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

namespace cutwatch::cli {
namespace {

std::vector<ScheduledProbe> probes_of(const Inventory& inventory) {
  auto out = plan_recipients_probes(inventory);
  // What the old server says of recipients tells nothing here: it is to refuse them all.
  std::erase_if(out, [](const ScheduledProbe& each) { return !each.id.contains("/new/"); });
  for (auto& each : plan_lockdown_probes(inventory)) out.push_back(std::move(each));
  return out;
}

}  // namespace

const DomainState& LockTrial::state() const {
  static const DomainState kNothing;
  const auto found = snapshot_.domains.find(plan().label());
  return found == snapshot_.domains.end() ? kNothing : *found->second;
}

cutover::LockAssessment LockTrial::lock(WallTime now) const {
  return cutover::assess(plan(), state(), watched_.resolvers, now).locks.front();
}

Task<void> LockTrial::ask(ProbeContext context, std::string id_start) {
  const auto planned = probes_of({plan(), watched_.resolvers, state()});
  for (const auto& each : planned) {
    if (!each.id.starts_with(id_start)) continue;
    for (const auto& seen : co_await each.probe->run(context)) {
      snapshot_ = fold(std::move(snapshot_), seen);
      if (const auto* tried = std::get_if<LockdownTried>(&seen)) say_(words_of_try(*tried));
    }
  }
}

/// When the last of the doors that are awaited is to be tried again.
std::optional<WallTime> LockTrial::wanted(const ProbeContext& context) const {
  std::optional<WallTime> last;
  for (const auto& door : lock(context.clock.wall()).doors) {
    if (door.state == cutover::DoorState::awaited)
      last = std::max(last.value_or(WallTime::min()), *door.retry_at);
  }
  return last;
}

Task<bool> LockTrial::run(ProbeContext context, SecondLook second) {
  co_await ask(context, "");
  const auto at = second == SecondLook::waited_for ? wanted(context) : std::nullopt;
  if (!at) co_return true;
  say_(fmt::format("put off, as by greylisting: asked again at {}", rfc3339(*at)));
  const auto pause = std::max(*at - context.clock.wall(), Millis{0});
  co_await context.clock.sleep_until(context.clock.steady() + pause + Seconds{1});
  co_await ask(context, "lockdown/");
  co_return true;
}

}  // namespace cutwatch::cli
