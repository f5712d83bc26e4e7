#include "agent/watcher.hpp"

#include "agent/reload/still_watched.hpp"
#include "core/cutover/record/own_network.hpp"
#include "probes/registry.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch {
namespace {

/// Observations come in bursts; readers get a snapshot at most this much later than the last of them.
constexpr Millis kPublicationDelay{25};

/// How often the host's clock is looked at.
constexpr Millis kClockLook{1000};

/// How much later than wanted an extra run comes: TTLs are whole seconds, and many may be wanted at once.
constexpr Millis kLeastMargin{200};
constexpr std::uint32_t kMarginSpread = 800;

Millis margin(Random& random) { return kLeastMargin + Millis{random.below(kMarginSpread)}; }

SkipReason reason_of(Overrun::Cause cause) {
  switch (cause) {
    case Overrun::Cause::run_before: return SkipReason::still_running;
    case Overrun::Cause::halt: return SkipReason::halted;
  }
  std::unreachable();
}

/// Left out until the authorities say something else.
bool is_held(const Observation& observation) {
  const auto* skipped = std::get_if<ProbeSkipped>(&observation);
  return skipped != nullptr &&
         (skipped->reason == SkipReason::quiet_window || skipped->reason == SkipReason::authority_first);
}

/// What is judged by its instants, those within the run included.
bool is_sighting(const Observation& observation) {
  return std::holds_alternative<ResolverAnswered>(observation) ||
         std::holds_alternative<AuthorityAnswered>(observation) ||
         std::holds_alternative<CalibrationFound>(observation);
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
      scheduler_(tools.io.get_executor(), tools.clock, tools.random),
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

void Watcher::stop() {
  is_stopped_ = true;
  scheduler_.stop_all();
  scheduled_.clear();
}

void Watcher::index_plans() {
  plans_.clear();
  for (const auto& plan : watched_.plans) plans_.emplace(plan.label(), &plan);
}

void Watcher::reload(metrics::Watched now, const Snapshot& recalled) {
  if (is_stopped_) return;
  ++times_.reloads;
  for (const auto& id : moved_resolvers(watched_, now)) moved_[id] = times_.reloads;
  snapshot_ = still_watched(std::move(snapshot_), watched_, now);
  watched_ = std::move(now);
  index_plans();
  for (const auto& [domain, state] : recalled.domains) {
    if (plans_.contains(domain)) snapshot_.domains.emplace(domain, state);
  }
  const auto state_file = *snapshot_.state_file;
  snapshot_ = with_state_file(std::move(snapshot_), state_file);
  std::erase_if(held_, [&](const auto& each) { return !plans_.contains(each.first); });
  std::erase_if(scheduled_, [&](const auto& each) {
    if (plans_.contains(each.first)) return false;
    for (const auto& [id, planned] : each.second) scheduler_.stop(id);
    return true;
  });
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

/// Starts the probes that are planned and not scheduled, stops those that are scheduled and not planned any
/// more.
void Watcher::reconcile() {
  for (const auto& plan : watched_.plans) {
    const auto domain = plan.label();
    auto& scheduled = scheduled_[domain];
    std::set<std::string> wanted;
    for (const auto& planned : plan_probes({plan, watched_.resolvers, *known(domain)})) {
      wanted.insert(planned.id);
      const auto before = scheduled.find(planned.id);
      if (before == scheduled.end() || before->second.interval != planned.interval) {
        schedule(planned);
      } else {
        before->second = planned;  // for its next run: the plan may be another
      }
    }
    std::erase_if(scheduled, [&](const auto& each) {
      if (wanted.contains(each.first)) return false;
      scheduler_.stop(each.first);
      return true;
    });
  }
}

void Watcher::schedule(const ScheduledProbe& planned) {
  scheduled_[planned.domain].insert_or_assign(planned.id, planned);
  scheduler_.start({.id = planned.id,
                    .interval = planned.interval,
                    .run = [this, domain = planned.domain, id = planned.id](
                               Micros lateness) { return run_once(scheduled_.at(domain).at(id), lateness); },
                    .on_overrun =
                        [this, planned](Overrun overrun) {
                          observe(ProbeSkipped{.domain = planned.domain,
                                               .probe = std::string(planned.probe->name()),
                                               .reason = reason_of(overrun.cause),
                                               .count = overrun.count,
                                               .run = planned.id,
                                               .running_for = overrun.running});
                        }});
}

Task<void> Watcher::run_once(ScheduledProbe planned, Micros lateness) {
  const SteadyTime begun = tools_.clock.steady();
  notice_clock_step();
  const auto before = times_;
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
  observations = with_run(std::move(observations), planned, before);
  for (const auto& observation : observations) observe(observation);
  observe(ProbeRan{.domain = planned.domain,
                   .probe = std::string(planned.probe->name()),
                   .run = planned.id,
                   .at = tools_.clock.wall(),
                   .duration = std::chrono::duration_cast<Micros>(tools_.clock.steady() - begun),
                   .lateness = lateness});
  if (!plans_.contains(planned.domain)) co_return;
  held_[planned.domain].erase(planned.id);
  if (std::ranges::any_of(observations, is_held)) held_[planned.domain].insert(planned.id);
  wish(planned);
}

/// What a run saw, with the run's id where it was left out. Instants from before a step of the clock and
/// after it cannot be told apart in it: what it saw of DNS then counts for nothing, and is asked again.
std::vector<Observation> Watcher::with_run(std::vector<Observation> observations,
                                           const ScheduledProbe& planned, Times before) const {
  if (times_.clock_steps != before.clock_steps) std::erase_if(observations, is_sighting);
  std::erase_if(observations, [&](const auto& each) { return has_moved_since(each, before.reloads); });
  for (auto& observation : observations) {
    auto* skipped = std::get_if<ProbeSkipped>(&observation);
    if (skipped != nullptr) skipped->run = planned.id;
  }
  return observations;
}

/// A resolver that was asked where it is no longer: another one stands under its id now. A mailbox may be
/// another account; what is there is found by the next look.
bool Watcher::has_moved_since(const Observation& observation, std::uint64_t reloads) const {
  if (std::holds_alternative<MailboxRead>(observation)) return times_.reloads != reloads;
  const auto* resolver = resolver_of(observation);
  const auto moved = resolver == nullptr ? moved_.end() : moved_.find(*resolver);
  return moved != moved_.end() && moved->second > reloads;
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
  if (changes_probes(observation) && !is_stopped_) reconcile();
  if (const auto* seen = std::get_if<ResolverAnswered>(&observation)) judge_own_network(*seen);
  if (const auto* seen = std::get_if<AuthorityAnswered>(&observation)) {
    if (begins_version(*seen, *known(seen->domain))) wish_again(seen->domain);
  }
}

void Watcher::take(const Observation& observation) {
  snapshot_ = fold(std::move(snapshot_), observation);
  for (const auto& listener : listeners_) listener(observation, snapshot_);
  publish_soon();
}

void Watcher::judge_own_network(const ResolverAnswered& seen) {
  const auto plan = plans_.find(seen.domain);
  if (plan == plans_.end()) return;
  const auto& records = plan->second->records;
  const auto record = std::ranges::find(records, seen.record, &cutover::WatchedRecord::question);
  const auto domain = snapshot_.domains.find(seen.domain);
  if (record == records.end() || domain == snapshot_.domains.end()) return;
  const auto state = domain->second->records.find(seen.record);
  if (state == domain->second->records.end()) return;
  const auto news = cutover::own_network_news(seen, *record, *state->second, watched_.resolvers);
  if (news) take(*news);
}

/// Grants a run beside the interval, a little after it is wanted: those who want it at one instant spread
/// out.
void Watcher::wish(const ScheduledProbe& planned) {
  const auto now = occasion();
  const auto wanted = planned.probe->wanted_at(*known(planned.domain), now);
  if (!wanted || is_stopped_) return;
  scheduler_.hasten(planned.id, tools_.clock.steady() + (*wanted - now.now) + margin(tools_.random));
}

/// An authority publishes something else: probes that waited for that may run now, and others may want to.
void Watcher::wish_again(const std::string& domain) {
  if (is_stopped_) return;
  const auto& held = held_[domain];
  for (const auto& [id, planned] : scheduled_[domain]) {
    if (held.contains(id)) {
      scheduler_.hasten(id, tools_.clock.steady() + margin(tools_.random));
    } else {
      wish(planned);
    }
  }
}

Task<void> Watcher::watch_clock() {
  while (!is_stopped_) {
    notice_clock_step();
    co_await tools_.clock.sleep_until(tools_.clock.steady() + kClockLook);
  }
}

void Watcher::notice_clock_step() {
  const auto step = clock_watch_.step();
  if (!step) return;
  ++times_.clock_steps;
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
