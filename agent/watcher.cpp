#include "agent/watcher.hpp"

#include "probes/registry.hpp"

#include <set>

namespace cutwatch {
namespace {

/// Observations come in bursts; readers get a snapshot at most this much later than the last of them.
constexpr Millis kPublicationDelay{25};

/// Whether the set of probes may be another one after this observation.
bool changes_probes(const Observation& observation) {
  return std::holds_alternative<DelegationFound>(observation);
}

}  // namespace

Watcher::Watcher(Tools tools, metrics::Watched watched, Snapshot initial, SnapshotCell& cell)
    : tools_(tools),
      watched_(std::move(watched)),
      snapshot_(std::move(initial)),
      cell_(cell),
      scheduler_(tools.io.get_executor(), tools.clock, tools.random) {
  cell_.publish(snapshot_);
}

void Watcher::start() { reconcile(); }

void Watcher::stop() {
  is_stopped_ = true;
  scheduler_.stop_all();
  scheduled_.clear();
}

Shared<DomainState> Watcher::known(const std::string& domain) const {
  const auto found = snapshot_.domains.find(domain);
  return found == snapshot_.domains.end() ? Shared<DomainState>() : found->second;
}

/// Starts the probes that are planned and not scheduled, stops those that are scheduled and not planned any
/// more.
void Watcher::reconcile() {
  std::set<std::string> wanted;
  for (const auto& plan : watched_.plans) {
    const auto known_now = known(plan.label());
    for (const auto& planned : plan_probes({plan, watched_.resolvers, *known_now})) {
      wanted.insert(planned.id);
      const auto scheduled = scheduled_.find(planned.id);
      if (scheduled == scheduled_.end() || scheduled->second != planned.interval) schedule(planned);
    }
  }
  std::erase_if(scheduled_, [&](const auto& scheduled) {
    if (wanted.contains(scheduled.first)) return false;
    scheduler_.stop(scheduled.first);
    return true;
  });
}

void Watcher::schedule(const ScheduledProbe& planned) {
  scheduled_[planned.id] = planned.interval;
  scheduler_.start({.id = planned.id,
                    .interval = planned.interval,
                    .run = [this, planned](Micros lateness) { return run_once(planned, lateness); },
                    .on_overrun =
                        [this, planned](Overrun overrun) {
                          observe(ProbeSkipped{.domain = planned.domain,
                                               .probe = std::string(planned.probe->name()),
                                               .reason = SkipReason::still_running,
                                               .count = overrun.count,
                                               .run = planned.id,
                                               .running_for = overrun.running});
                        }});
}

Task<void> Watcher::run_once(ScheduledProbe planned, Micros lateness) {
  const SteadyTime begun = tools_.clock.steady();
  const auto observations = co_await planned.probe->run({.clock = tools_.clock,
                                                         .random = tools_.random,
                                                         .dns = tools_.dns,
                                                         .smtp = tools_.smtp,
                                                         .imap = tools_.imap,
                                                         .journal = tools_.journal,
                                                         .known = known(planned.domain)});
  for (const auto& observation : observations) observe(observation);
  observe(ProbeRan{.domain = planned.domain,
                   .probe = std::string(planned.probe->name()),
                   .run = planned.id,
                   .at = tools_.clock.wall(),
                   .duration = std::chrono::duration_cast<Micros>(tools_.clock.steady() - begun),
                   .lateness = lateness});
}

void Watcher::observe(const Observation& observation) {
  snapshot_ = fold(std::move(snapshot_), observation);
  for (const auto& listener : listeners_) listener(observation, snapshot_);
  if (changes_probes(observation) && !is_stopped_) reconcile();
  publish_soon();
}

void Watcher::publish_soon() {
  if (is_publication_due_) return;
  is_publication_due_ = true;
  asio::co_spawn(tools_.io, publish_later(), rethrow);
}

Task<void> Watcher::publish_later() {
  co_await tools_.clock.sleep_until(tools_.clock.steady() + kPublicationDelay);
  is_publication_due_ = false;
  cell_.publish(snapshot_);
}

}  // namespace cutwatch
