#include "agent/judge/judge.hpp"

#include "agent/reload/still_watched.hpp"
#include "core/cutover/judgement.hpp"
#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/noting.hpp"
#include "core/cutover/switch_times.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch {
namespace {

/// So long a look may hold the event loop: with thousands of cutovers each has its turn later.
constexpr Millis kLookBudget{50};

constexpr Millis kNoteRetry{5000};

/// Those that are made of a judgement are no reason for another.
bool is_own(const Observation& observation) { return std::holds_alternative<JudgementChanged>(observation); }

std::optional<WallTime> first_wait(const cutover::CutoverAssessment& assessed) {
  std::optional<WallTime> first;
  for (const auto& gate : assessed.gates) {
    if (gate.verdict.until) first = std::min(first.value_or(*gate.verdict.until), *gate.verdict.until);
  }
  return first;
}

}  // namespace

Judge::Judge(asio::io_context& io, WaitableClock& clock, const Watcher& watcher, Observe observe)
    : io_(io), clock_(clock), watcher_(watcher), observe_(std::move(observe)) {}

void Judge::follow(const Observation& observation) {
  if (is_own(observation)) return;
  if (const auto* domain = domain_of(observation)) seen_[*domain].is_changed = true;
}

void Judge::start() { asio::co_spawn(io_, look_again_and_again(), rethrow); }

Task<void> Judge::look_again_and_again() {
  while (!is_stopped_) {
    look();
    co_await clock_.sleep_until(clock_.steady() + kJudgingPace);
  }
}

bool Judge::is_due(const std::string& domain) const {
  const auto seen = seen_.find(domain);
  if (seen == seen_.end() || seen->second.is_changed) return true;
  const auto& wait_until = seen->second.wait_until;
  return clock_.steady() - seen->second.judged >= kIdleJudgingPace ||
         (wait_until && *wait_until <= clock_.wall());
}

void Judge::forget_unwatched() {
  const auto& plans = watcher_.watched().plans;
  if (seen_.size() <= plans.size()) return;
  std::set<std::string> labels;
  for (const auto& plan : plans) labels.insert(plan.label());
  std::erase_if(seen_, [&](const auto& each) { return !labels.contains(each.first); });
}

void Judge::look() {
  forget_unwatched();
  const auto& plans = watcher_.watched().plans;
  const auto last = clock_.steady() + kLookBudget;
  for (std::size_t i = 0; i < plans.size() && clock_.steady() < last; ++i) {
    if (next_ >= plans.size()) next_ = 0;
    const auto& plan = plans[next_++];
    if (is_due(plan.label())) judge(plan);
  }
}

void Judge::judge(const cutover::Plan& plan) {
  const auto domain = plan.label();
  auto& seen = seen_[domain];
  if (!seen.begun) seen.begun = clock_.steady();
  const auto found = watcher_.snapshot().domains.find(domain);
  const auto state = found == watcher_.snapshot().domains.end() ? Shared<DomainState>() : found->second;
  const auto now = clock_.wall();
  const auto assessed = cutover::assess(plan, *state, watcher_.watched().resolvers, now);
  seen.is_changed = false;
  seen.judged = clock_.steady();
  seen.wait_until = first_wait(assessed);
  const bool is_settling = seen.judged - *seen.begun < cutover::settling_time(plan);
  JudgementChanged changed{.domain = domain,
                           .entries = cutover::changes_since(state->chronicle->last, plan, assessed,
                                                             {.now = now, .is_settling = is_settling}),
                           .switches = cutover::switch_news(*state, assessed, now)};
  note_records(plan, *state);
  if (!changed.entries.empty() || !changed.switches.empty()) observe_(changed);
}

void Judge::note_records(const cutover::Plan& plan, const DomainState& state) {
  for (const auto& record : plan.records) {
    auto noted = cutover::to_note(record, cutover::state_of(record, state), clock_.wall());
    if (!noted) continue;
    store::RecordKey key{.domain = plan.label(), .record = record.question};
    if (!note_) {
      noted->is_durable = false;
      observe_(RecordNoted{.domain = key.domain, .record = key.record, .noted = *std::move(noted)});
    } else if (being_noted_.insert(key).second) {
      asio::co_spawn(io_, note(std::move(key), *std::move(noted)), rethrow);
    }
  }
}

/// Where it could not be written, a look a little later tries again.
Task<void> Judge::note(store::RecordKey key, NotedRecord noted) {
  auto written = co_await note_(key, std::move(noted));
  if (written) {
    observe_(RecordNoted{.domain = key.domain, .record = key.record, .noted = *std::move(written)});
  } else {
    co_await clock_.sleep_until(clock_.steady() + kNoteRetry);
  }
  being_noted_.erase(key);
}

}  // namespace cutwatch
