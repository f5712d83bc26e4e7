#include "agent/watcher.hpp"

#include "agent/reload/still_watched.hpp"
#include "core/cutover/record/own_network.hpp"
#include "probes/registry.hpp"

#include <utility>

namespace cutwatch {
namespace {

/// Observations come in bursts; readers get a snapshot at most this much later than the last of them.
constexpr Millis kPublicationDelay{25};

/// How often the host's clock is looked at.
constexpr Millis kClockLook{1000};

SkipReason reason_of(Overrun::Cause cause) {
  switch (cause) {
    case Overrun::Cause::run_before: return SkipReason::still_running;
    case Overrun::Cause::halt: return SkipReason::halted;
  }
  std::unreachable();
}

ProbeSkipped skipped(const ScheduledProbe& planned, const Overrun& overrun) {
  return {.domain = planned.domain,
          .probe = std::string(planned.probe->name()),
          .reason = reason_of(overrun.cause),
          .count = overrun.count,
          .run = planned.id,
          .running_for = overrun.running};
}

std::vector<Observation> with_run(std::vector<Observation> observations, const std::string& run) {
  for (auto& observation : observations) {
    auto* skipped = std::get_if<ProbeSkipped>(&observation);
    if (skipped != nullptr) skipped->run = run;
  }
  return observations;
}

/// Whether the answer, which is in what is known, is the first of its kind.
bool begins_version(const AuthorityAnswered& seen, const DomainState& known) {
  const auto record = known.records.find(seen.record);
  if (record == known.records.end()) return false;
  const auto view = record->second->authorities.find(seen.server);
  if (view == record->second->authorities.end()) return false;
  const auto* current = view->second->history.current();
  return current != nullptr && current->first_seen == seen.sighting.ended;
}

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
      schedule_(tools.io.get_executor(), tools.clock, tools.random,
                {.run = [this](const ScheduledProbe& planned,
                               Micros lateness) { return run_once(planned, lateness); },
                 .overrun = [this](const ScheduledProbe& planned,
                                   const Overrun& overrun) { observe(skipped(planned, overrun)); }}),
      clock_watch_(tools.clock),
      watching_since_(tools.clock.steady()) {
  index_plans();
  cell_.publish(snapshot_);
}

void Watcher::start() {
  watching_since_ = tools_.clock.steady();
  take_configured_servers();
  reconcile();
  asio::co_spawn(tools_.io, watch_clock(), rethrow);
}

void Watcher::stop() { schedule_.stop(); }

void Watcher::index_plans() {
  plans_.clear();
  for (const auto& plan : watched_.plans) plans_.emplace(plan.label(), &plan);
}

void Watcher::reload(metrics::Watched now, const Snapshot& recalled) {
  if (schedule_.is_stopped()) return;
  disturbances_.note_reload(moved_resolvers(watched_, now));
  snapshot_ = still_watched(std::move(snapshot_), watched_, now);
  const auto before = std::exchange(watched_, std::move(now));
  index_plans();
  snapshot_ = with_recalled(std::move(snapshot_), recalled, watched_);
  const auto state_file = *snapshot_.state_file;
  snapshot_ = with_state_file(std::move(snapshot_), state_file);
  for (const auto& plan : before.plans) {
    if (!plans_.contains(plan.label())) schedule_.forget(plan.label());
  }
  take_configured_servers();
  reconcile();
  cell_.publish(snapshot_);
}

Shared<DomainState> Watcher::known(const std::string& domain) const {
  const auto found = snapshot_.domains.find(domain);
  return found == snapshot_.domains.end() ? Shared<DomainState>() : found->second;
}

cutover::Occasion Watcher::occasion() const {
  return {.now = tools_.clock.wall(),
          .watched_for = std::chrono::duration_cast<Millis>(tools_.clock.steady() - watching_since_)};
}

/// "Every authority" means every one that is listed, also before it was first asked.
void Watcher::take_configured_servers() {
  for (const auto& plan : watched_.plans) {
    if (plan.name_servers.empty()) continue;
    for (const auto& record : plan.records) {
      take(DelegationFound{.domain = plan.label(),
                           .record = record.question,
                           .at = tools_.clock.wall(),
                           .servers = plan.name_servers});
    }
  }
}

void Watcher::reconcile() {
  for (const auto& plan : watched_.plans) {
    const auto domain = plan.label();
    schedule_.reconcile(domain, plan_probes({plan, watched_.resolvers, *known(domain)}));
  }
}

Task<void> Watcher::run_once(ScheduledProbe planned, Micros lateness) {
  const SteadyTime begun = tools_.clock.steady();
  notice_clock_step();
  const auto before = disturbances_.mark();
  auto observations = co_await planned.probe->run({.clock = tools_.clock,
                                                   .random = tools_.random,
                                                   .dns = tools_.dns,
                                                   .smtp = tools_.smtp,
                                                   .imap = tools_.imap,
                                                   .journal = tools_.journal,
                                                   .pace = pace_,
                                                   .known = known(planned.domain),
                                                   .watching_since = watching_since_});
  notice_clock_step();
  observations = with_run(disturbances_.undisturbed(std::move(observations), before), planned.id);
  for (const auto& observation : observations) observe(observation);
  observe(ProbeRan{.domain = planned.domain,
                   .probe = std::string(planned.probe->name()),
                   .run = planned.id,
                   .at = tools_.clock.wall(),
                   .duration = std::chrono::duration_cast<Micros>(tools_.clock.steady() - begun),
                   .lateness = lateness});
  if (!plans_.contains(planned.domain)) co_return;
  schedule_.note_run(planned, observations, *known(planned.domain), occasion());
}

bool Watcher::is_watched(const Observation& observation) const {
  const auto* domain = domain_of(observation);
  if (domain == nullptr) return true;
  const auto plan = plans_.find(*domain);
  return plan != plans_.end() && is_of(observation, *plan->second);
}

void Watcher::observe(const Observation& observation) {
  if (!is_watched(observation)) return;
  take(observation);
  if (changes_probes(observation)) reconcile();
  if (const auto* seen = std::get_if<ResolverAnswered>(&observation)) {
    const auto& plan = *plans_.at(seen->domain);
    const auto news = cutover::own_network_news(*seen, plan, *known(seen->domain), watched_.resolvers);
    if (news) take(*news);
  }
  if (const auto* seen = std::get_if<AuthorityAnswered>(&observation)) {
    const auto state = known(seen->domain);
    if (begins_version(*seen, *state)) schedule_.wish_again(seen->domain, *state, occasion());
  }
}

void Watcher::take(const Observation& observation) {
  snapshot_ = fold(std::move(snapshot_), observation);
  for (const auto& listener : listeners_) listener(observation, snapshot_);
  publish_soon();
}

Task<void> Watcher::watch_clock() {
  while (!schedule_.is_stopped()) {
    notice_clock_step();
    co_await tools_.clock.sleep_until(tools_.clock.steady() + kClockLook);
  }
}

void Watcher::notice_clock_step() {
  const auto step = clock_watch_.step();
  if (!step) return;
  disturbances_.note_clock_step();
  take(ClockStepped{.at = tools_.clock.wall(), .by = *step});
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
