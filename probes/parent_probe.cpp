#include "probes/parent_probe.hpp"

#include "probes/delegation_side.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace cutwatch {
namespace {

class ParentProbe final : public Probe {
 public:
  ParentProbe(std::string domain, dns::Question question, std::vector<dns::Resolver> resolvers)
      : domain_(std::move(domain)), question_(std::move(question)), resolvers_(std::move(resolvers)) {}

  std::string_view name() const noexcept override { return "parent"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    auto sides = co_await compare(context);
    co_return std::vector<Observation>{DelegationCompared{
        .domain = domain_, .record = question_, .at = context.clock.wall(), .sides = std::move(sides)}};
  }

 private:
  asio::awaitable<Result<dns::DelegationSides>> compare(ProbeContext context) const {
    std::vector<dns::NameServer> servers;
    const auto known = context.known->records.find(question_);
    if (known != context.known->records.end()) {
      for (const auto& [server, view] : known->second->authorities) servers.push_back(server);
    }
    auto child = co_await ask_child(context, question_.name, std::move(servers));
    if (!child) co_return std::unexpected(child.error());
    AnyResolver resolver(context, resolvers_);
    auto parent = co_await ask_parent(context, child->zone, resolver);
    if (!parent) co_return std::unexpected(parent.error());
    co_return dns::DelegationSides{.zone = child->zone,
                                   .parent = std::move(parent->names),
                                   .child = std::move(child->names),
                                   .glue = std::move(parent->glue),
                                   .addresses = std::move(child->addresses)};
  }

  std::string domain_;
  dns::Question question_;
  std::vector<dns::Resolver> resolvers_;
};

bool is_found(const Inventory& inventory, const dns::Question& question) {
  const auto known = inventory.known.records.find(question);
  return known != inventory.known.records.end() && !known->second->authorities.empty();
}

}  // namespace

std::vector<ScheduledProbe> plan_parent_probes(const Inventory& inventory) {
  static constexpr Millis kLongest = std::chrono::minutes{10};
  std::vector<ScheduledProbe> planned;
  if (!inventory.plan.name_servers.empty()) return planned;
  const auto domain = inventory.plan.label();
  std::set<dns::Name> names;
  for (const auto& record : inventory.plan.records) {
    if (!is_found(inventory, record.question) || !names.insert(record.question.name).second) continue;
    planned.push_back({.id = fmt::format("parent/{}/{}/{}", domain, record.question.name.text(),
                                         to_string(record.question.type)),
                       .domain = domain,
                       .interval = std::min(10 * record.interval, kLongest),
                       .probe = std::make_shared<ParentProbe>(domain, record.question, inventory.resolvers)});
  }
  return planned;
}

}  // namespace cutwatch
