#include "probes/resolver_probe.hpp"

#include "core/cutover/asking/expiry_wish.hpp"
#include "probes/ask.hpp"
#include "probes/turn.hpp"

#include <fmt/core.h>

namespace cutwatch {
namespace {

/// The records of a plan, shared by all probes that were planned from it.
using SharedRecord = std::shared_ptr<const cutover::WatchedRecord>;

class ResolverProbe final : public Probe {
 public:
  ResolverProbe(std::string domain, SharedRecord record, dns::Resolver resolver)
      : domain_(std::move(domain)), record_(std::move(record)), resolver_(std::move(resolver)) {}

  std::string_view name() const noexcept override { return "resolver"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    if (const auto reason = reason_not_to_ask(context)) co_return skipped(*reason);
    if (!co_await take_turn(context, resolver_, record_->interval)) co_return skipped(SkipReason::paced);
    // While it waited the quiet window may have begun.
    if (const auto reason = reason_not_to_ask(context)) co_return skipped(*reason);
    auto sighting = co_await ask(context, resolver_, record_->question);
    co_return std::vector<Observation>{ResolverAnswered{.domain = domain_,
                                                        .record = record_->question,
                                                        .resolver = resolver_.id,
                                                        .sighting = std::move(sighting)}};
  }

  std::optional<WallTime> wanted_at(const DomainState& known,
                                    const cutover::Occasion& occasion) const override {
    const auto reason = cutover::reason_not_to_ask(*record_, resolver_.id, known, occasion);
    if (reason == SkipReason::authority_first) return cutover::waits_until(occasion);
    const auto state = known.records.find(record_->question);
    if (reason || state == known.records.end()) return std::nullopt;
    return cutover::next_old_end(*record_, *state->second, resolver_.id, occasion.now);
  }

 private:
  std::optional<SkipReason> reason_not_to_ask(const ProbeContext& context) const {
    return cutover::reason_not_to_ask(*record_, resolver_.id, *context.known, context.occasion());
  }

  std::vector<Observation> skipped(SkipReason reason) const {
    return {ProbeSkipped{.domain = domain_, .probe = std::string(name()), .reason = reason}};
  }

  std::string domain_;
  SharedRecord record_;
  dns::Resolver resolver_;
};

}  // namespace

std::vector<ScheduledProbe> plan_resolver_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto domain = inventory.plan.label();
  for (const auto& record : inventory.plan.records) {
    const auto shared = std::make_shared<const cutover::WatchedRecord>(record);
    for (const auto& resolver : inventory.resolvers) {
      planned.push_back({.id = fmt::format("resolver/{}/{}/{}/{}", domain, record.question.name.text(),
                                           to_string(record.question.type), resolver.id),
                         .domain = domain,
                         .interval = record.interval,
                         .probe = std::make_shared<ResolverProbe>(domain, shared, resolver)});
    }
  }
  return planned;
}

}  // namespace cutwatch
