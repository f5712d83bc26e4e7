#include "probes/identity_probe.hpp"

#include "core/cutover/identity/identity_target.hpp"
#include "probes/identity_look.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch {
namespace {

constexpr Millis kUntilNextTry{Seconds{30}};

class IdentityProbe final : public Probe {
 public:
  IdentityProbe(const Inventory& inventory, cutover::IdentityTarget target)
      : plan_(inventory.plan), resolvers_(inventory.resolvers), target_(std::move(target)) {}

  std::string_view name() const noexcept override { return "identity"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    NameLookup lookup(context, plan_, resolvers_);
    IdentitySeen seen{.domain = plan_.label(),
                      .path = target_.path(),
                      .address = target_.address,
                      .at = context.clock.wall(),
                      .reverse = co_await look_at_reverse_name(lookup, target_.address),
                      .greeting = std::nullopt};
    if (target_.server)
      seen.greeting = co_await look_at_greeting(context, lookup, *target_.server, ehlo_name());
    std::vector<Observation> observed;
    observed.emplace_back(std::move(seen));
    co_return observed;
  }

  /// Soon again while nothing was ever told: as the agent begins, the name servers are not found yet.
  std::optional<WallTime> wanted_at(const DomainState& known, const cutover::Occasion&) const override {
    const auto identity = known.identities.find({target_.path(), target_.address});
    if (identity == known.identities.end() || identity->second.reverse) return std::nullopt;
    return identity->second.looked_at + std::min(kUntilNextTry, cutover::identity_interval(plan_));
  }

 private:
  /// That of the round trips. Without any, the host's own.
  std::string ehlo_name() const {
    return plan_.round_trips.empty() ? std::string() : plan_.round_trips.front().ehlo;
  }

  cutover::Plan plan_;
  std::vector<dns::Resolver> resolvers_;
  cutover::IdentityTarget target_;
};

}  // namespace

std::vector<ScheduledProbe> plan_identity_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto domain = inventory.plan.label();
  for (const auto& target : cutover::identity_targets(inventory.plan)) {
    planned.push_back({.id = fmt::format("identity/{}/{}/{}", domain, target.path(), target.address.text()),
                       .domain = domain,
                       .interval = cutover::identity_interval(inventory.plan),
                       .probe = std::make_shared<IdentityProbe>(inventory, target)});
  }
  return planned;
}

}  // namespace cutwatch
