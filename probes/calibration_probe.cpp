#include "probes/calibration_probe.hpp"

#include "core/cutover/asking/calibrating.hpp"
#include "probes/measurement.hpp"
#include "runtime/task.hpp"

#include <fmt/core.h>

#include <optional>

namespace cutwatch {
namespace {

class CalibrationProbe final : public Probe {
 public:
  CalibrationProbe(cutover::Plan plan, std::vector<dns::Resolver> resolvers)
      : plan_(std::move(plan)), resolvers_(std::move(resolvers)) {}

  std::string_view name() const noexcept override { return "calibration"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    const auto due = due_resolvers(context);
    if (due.empty()) co_return std::vector<Observation>{};
    if (const auto wait = wait_of(context)) co_return skipped(wait->reason);
    const auto published = co_await ask_wildcards(context, *plan_.calibration,
                                                  cutover::calibration_servers(plan_, *context.known));
    if (!published) co_return std::vector<Observation>{found_no_wildcards(context, published.error())};
    std::vector<Task<std::optional<CalibrationFound>>> tasks;
    for (const auto& resolver : due) tasks.push_back(measure_one(context, resolver, *published));
    std::vector<CalibrationFound> found;
    for (auto& each : co_await gather(std::move(tasks))) {
      if (each) found.push_back(*std::move(each));
    }
    found = cutover::without_own_silence(std::move(found), resolvers_);
    co_return std::vector<Observation>(found.begin(), found.end());
  }

  std::optional<WallTime> wanted_at(const DomainState& known,
                                    const cutover::Occasion& occasion) const override {
    return cutover::next_calibration(resolvers_, known, occasion.now);
  }

 private:
  std::vector<dns::Resolver> due_resolvers(const ProbeContext& context) const {
    std::vector<dns::Resolver> due;
    for (const auto& resolver : resolvers_) {
      if (cutover::is_to_be_calibrated(plan_, resolver.id, *context.known, context.clock.wall()))
        due.push_back(resolver);
    }
    return due;
  }

  /// Again before each question: while it runs the quiet window may begin.
  std::optional<cutover::CalibrationWait> wait_of(const ProbeContext& context) const {
    return cutover::calibration_wait(plan_, *context.known, context.clock.wall());
  }

  Task<std::optional<CalibrationFound>> measure_one(ProbeContext context, dns::Resolver resolver,
                                                    dns::Wildcards published) const {
    const auto begun = context.clock.wall();
    auto measured = co_await measure(context, resolver, *plan_.calibration, std::move(published),
                                     [&](std::size_t) { return !wait_of(context); });
    if (!measured) co_return std::nullopt;
    co_return CalibrationFound{.domain = plan_.label(),
                               .names = *plan_.calibration,
                               .resolver = resolver.id,
                               .at = begun,
                               .result = *std::move(measured)};
  }

  Observation found_no_wildcards(const ProbeContext& context, const Failure& failure) const {
    return WildcardsMissing{.domain = plan_.label(), .at = context.clock.wall(), .failure = failure};
  }

  std::vector<Observation> skipped(SkipReason reason) const {
    return {ProbeSkipped{.domain = plan_.label(), .probe = std::string(name()), .reason = reason}};
  }

  cutover::Plan plan_;
  std::vector<dns::Resolver> resolvers_;
};

}  // namespace

std::vector<ScheduledProbe> plan_calibration_probe(const Inventory& inventory) {
  if (!inventory.plan.calibration) return {};
  if (cutover::calibration_servers(inventory.plan, inventory.known).empty()) return {};
  return {{.id = fmt::format("calibration/{}", inventory.plan.label()),
           .domain = inventory.plan.label(),
           .interval = cutover::kCalibratedEvery,
           .probe = std::make_shared<CalibrationProbe>(inventory.plan, inventory.resolvers)}};
}

}  // namespace cutwatch
