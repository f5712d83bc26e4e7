#include "probes/resolver_probe.hpp"

#include "probes/ask.hpp"

#include <fmt/core.h>

namespace cutwatch {
namespace {

class ResolverProbe final : public Probe {
 public:
  ResolverProbe(std::string domain, dns::Question question, dns::Resolver resolver)
      : domain_(std::move(domain)), question_(std::move(question)), resolver_(std::move(resolver)) {}

  std::string_view name() const noexcept override { return "resolver"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    auto sighting = co_await ask(context, resolver_, question_);
    co_return std::vector<Observation>{ResolverAnswered{
        .domain = domain_, .record = question_, .resolver = resolver_.id, .sighting = std::move(sighting)}};
  }

 private:
  std::string domain_;
  dns::Question question_;
  dns::Resolver resolver_;
};

}  // namespace

std::vector<ScheduledProbe> plan_resolver_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto domain = inventory.plan.label();
  for (const auto& record : inventory.plan.records) {
    for (const auto& resolver : inventory.resolvers) {
      planned.push_back({.id = fmt::format("resolver/{}/{}/{}/{}", domain, record.question.name.text(),
                                           to_string(record.question.type), resolver.id),
                         .domain = domain,
                         .interval = record.interval,
                         .probe = std::make_shared<ResolverProbe>(domain, record.question, resolver)});
    }
  }
  return planned;
}

}  // namespace cutwatch
