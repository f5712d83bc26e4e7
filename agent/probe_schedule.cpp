#include "agent/probe_schedule.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch {
namespace {

/// How much later than wanted an extra run comes: TTLs are whole seconds, and many may be wanted at once.
constexpr Millis kLeastMargin{200};
constexpr std::uint32_t kMarginSpread = 800;

/// Left out until the authorities say something else.
bool is_held(const Observation& observation) {
  const auto* skipped = std::get_if<ProbeSkipped>(&observation);
  return skipped != nullptr &&
         (skipped->reason == SkipReason::quiet_window || skipped->reason == SkipReason::authority_first);
}

}  // namespace

ProbeSchedule::ProbeSchedule(const asio::any_io_executor& executor, WaitableClock& clock, Random& random,
                             Runs runs)
    : clock_(clock), random_(random), scheduler_(executor, clock, random), runs_(std::move(runs)) {}

void ProbeSchedule::reconcile(const std::string& domain, const std::vector<ScheduledProbe>& planned) {
  if (is_stopped_) return;
  auto& scheduled = domains_[domain].probes;
  std::set<std::string> wanted;
  for (const auto& each : planned) {
    wanted.insert(each.id);
    const auto before = scheduled.find(each.id);
    const bool is_new = before == scheduled.end() || before->second.interval != each.interval;
    scheduled.insert_or_assign(each.id, each);  // for its next run too: the plan may be another
    if (is_new) start(each);
  }
  std::erase_if(scheduled, [&](const auto& each) {
    if (wanted.contains(each.first)) return false;
    scheduler_.stop(each.first);
    return true;
  });
}

void ProbeSchedule::start(const ScheduledProbe& planned) {
  scheduler_.start(
      {.id = planned.id,
       .interval = planned.interval,
       .run = [this, domain = planned.domain, id = planned.id](
                  Micros lateness) { return runs_.run(domains_.at(domain).probes.at(id), lateness); },
       .on_overrun = [this, planned](const Overrun& overrun) { runs_.overrun(planned, overrun); }});
}

void ProbeSchedule::forget(const std::string& domain) {
  const auto found = domains_.find(domain);
  if (found == domains_.end()) return;
  for (const auto& [id, probe] : found->second.probes) scheduler_.stop(id);
  domains_.erase(found);
}

void ProbeSchedule::stop() {
  is_stopped_ = true;
  scheduler_.stop_all();
  domains_.clear();
}

void ProbeSchedule::note_run(const ScheduledProbe& probe, const std::vector<Observation>& seen,
                             const DomainState& known, const cutover::Occasion& occasion) {
  auto& held = domains_[probe.domain].held;
  held.erase(probe.id);
  if (std::ranges::any_of(seen, is_held)) held.insert(probe.id);
  wish(probe, known, occasion);
}

void ProbeSchedule::wish_again(const std::string& domain, const DomainState& known,
                               const cutover::Occasion& occasion) {
  const auto& [probes, held] = domains_[domain];
  for (const auto& [id, probe] : probes) {
    if (held.contains(id)) {
      hasten(id, Millis{0});
    } else {
      wish(probe, known, occasion);
    }
  }
}

void ProbeSchedule::wish(const ScheduledProbe& probe, const DomainState& known,
                         const cutover::Occasion& occasion) {
  const auto wanted = probe.probe->wanted_at(known, occasion);
  if (wanted) hasten(probe.id, *wanted - occasion.now);
}

void ProbeSchedule::hasten(const std::string& id, Millis from_now) {
  if (is_stopped_) return;
  scheduler_.hasten(id, clock_.steady() + from_now + kLeastMargin + Millis{random_.below(kMarginSpread)});
}

}  // namespace cutwatch
