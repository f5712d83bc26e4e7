#include "probes/lockdown_probe.hpp"

#include "core/cutover/lockdown/door.hpp"
#include "core/cutover/lockdown/lock_target.hpp"

#include <asio/use_awaitable.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch {
namespace {

/// For one dialogue: servers wait with their greeting, and over a stranger's commands, for seconds each. A
/// firewall that drops packets costs all of it.
constexpr Millis kMostPatience = Seconds{60};
constexpr Millis kLeastPatience = Seconds{10};

class LockdownProbe final : public Probe {
 public:
  LockdownProbe(cutover::Plan plan, cutover::LockTarget target)
      : plan_(std::move(plan)), lockdown_(*target.lockdown), target_(std::move(target)) {
    target_.lockdown = &lockdown_;
  }

  std::string_view name() const noexcept override { return "lockdown"; }

  /// The control first: by the time the server itself is asked it is known whether mail servers are reached.
  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    LockdownTried tried{.domain = plan_.label(),
                        .target = target_.key.target,
                        .server = target_.key.server,
                        .source = target_.key.source,
                        .left_from = context.smtp.leaves_from(target_.server),
                        .recipient = lockdown_.recipient,
                        .at = {},
                        .answer = {},
                        .control = co_await ask_controls(context)};
    tried.answer = co_await ask(context, target_.server);
    tried.at = context.clock.wall();
    std::vector<Observation> observed;
    // An agent that is stopping has broken off, not been refused.
    const bool is_cut_off = tried.answer.failure && tried.answer.failure->kind == FailureKind::cancelled;
    if (!is_cut_off) observed.emplace_back(std::move(tried));
    co_return observed;
  }

  /// What may be greylisting, or a moment's outage, is to be seen twice.
  std::optional<WallTime> wanted_at(const DomainState& known,
                                    const cutover::Occasion& occasion) const override {
    for (const auto& door : cutover::doors_of(plan_, lockdown_, known, occasion.now)) {
      if (door.key == target_.key && door.state == cutover::DoorState::awaited) return door.retry_at;
    }
    return std::nullopt;
  }

 private:
  asio::awaitable<mail::DoorAnswer> ask(ProbeContext context, mail::MailServer server) const {
    net::Envelope envelope{
        .from = lockdown_.from, .to = lockdown_.recipient, .ehlo_name = lockdown_.ehlo, .envelope_id = {}};
    const auto patience = std::clamp(lockdown_.interval, kLeastPatience, kMostPatience);
    const auto attempt = co_await context.smtp.ask_recipient(std::move(server), std::move(envelope),
                                                             context.clock.steady() + patience);
    co_return mail::door_answer(attempt);
  }

  asio::awaitable<std::optional<LockdownTried::Control>> ask_controls(ProbeContext context) const {
    std::optional<LockdownTried::Control> asked;
    for (const auto& control : target_.controls) {
      asked = LockdownTried::Control{.server = control.endpoint, .answer = co_await ask(context, control)};
      if (mail::is_reached(asked->answer)) break;
    }
    co_return asked;
  }

  cutover::Plan plan_;
  cutover::Lockdown lockdown_;
  cutover::LockTarget target_;
};

std::string id_of(const std::string& domain, const LockKey& key) {
  return fmt::format("lockdown/{}/{}/{}/{}", domain, key.target, to_string(key.server),
                     key.source ? key.source->text() : "");
}

}  // namespace

std::vector<ScheduledProbe> plan_lockdown_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto domain = inventory.plan.label();
  for (const auto& target : cutover::lock_targets(inventory.plan)) {
    planned.push_back({.id = id_of(domain, target.key),
                       .domain = domain,
                       .interval = target.lockdown->interval,
                       .probe = std::make_shared<LockdownProbe>(inventory.plan, target)});
  }
  return planned;
}

}  // namespace cutwatch
