#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

constexpr Millis kLeastInterval{Seconds{10}};
constexpr Millis kLeastIntervalOnLoopback{Seconds{1}};
constexpr std::chrono::days kMostInterval{1};

/// Name servers that are to be found by delegation do not count: they are the domain's own, a few of them,
/// and bear it.
bool is_all_on_loopback(const std::vector<dns::Resolver>& resolvers,
                        const std::vector<dns::NameServer>& name_servers) {
  const auto is_near = [](const auto& server) { return server.endpoint.address.is_loopback(); };
  return std::ranges::all_of(resolvers, is_near) && std::ranges::all_of(name_servers, is_near);
}

Millis read_interval(Reader& record, Reading& reading, const cutover::Plan& plan) {
  const auto interval =
      record.get_or("interval", duration_between(kLeastIntervalOnLoopback, kMostInterval), Seconds{60});
  if (interval < kLeastInterval && !is_all_on_loopback(reading.config.resolvers, plan.name_servers)) {
    record.complain("interval",
                    "expected at least 10s: less only where every resolver, and every one of name_servers, "
                    "is on loopback");
    return interval;
  }
  const auto exceeded = reading.queries.take(reading.config.resolvers, interval);
  if (exceeded) record.complain("interval", *exceeded);
  return interval;
}

/// Each stage becomes an RRset; one that is equal to an earlier one could not be told from it. Faults leave
/// gaps: the complaints keep such a result from being used.
dns::Stages read_stages(Reader& record, dns::RrType type) {
  std::vector<Item<dns::RrSet>> stages;
  for (const auto& [list, spot] : record.list("stages", any_list())) {
    auto data = values(record.items(list, spot, record_data(type)));
    // A stage that lost elements to complaints must not seem equal to another.
    if (data.size() == list.items.size()) stages.push_back({dns::RrSet::of_canonical(std::move(data)), spot});
  }
  reject_repeats(record, stages);
  if (!record.has("stages")) {
    record.complain("stages", "missing; expected at least one stage ([[\"10 mail.example.org.\"]])");
  } else if (record.is_empty_list("stages")) {
    record.complain("stages", "expected at least one stage; [[]] is the one stage of an absent record");
  }
  return values(std::move(stages));
}

/// In which step each change is made; one fewer than there are stages, none earlier than the one before.
std::vector<cutover::Step> read_steps(Reader& record, std::size_t stages) {
  const auto steps = record.list("steps", one_of<cutover::Step>({{"lower_ttl", cutover::Step::lower_ttl},
                                                                 {"switch", cutover::Step::switch_over},
                                                                 {"remove_old", cutover::Step::remove_old},
                                                                 {"retire_old", cutover::Step::retire_old},
                                                                 {"done", cutover::Step::done}}));
  const bool is_read = steps.size() == record.count_written("steps");
  if (is_read && record.has("steps") && steps.size() + 1 != stages) {
    record.complain(
        "steps", fmt::format("expected one step for each change from a stage to the next: {}", stages - 1));
  }
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (steps[i].value < steps[i - 1].value)
      record.complain(steps[i].spot, "expected a step that is not taken before the one in front of it");
  }
  return values(steps);
}

}  // namespace

void read_record(Reader& record, Reading& reading, cutover::Plan& plan) {
  const auto name = record.get_or("name", domain_name(), plan.domain);
  const auto type = record.need("rrtype", rr_type());
  const auto interval = read_interval(record, reading, plan);
  // Without a type the stages cannot be read; to ask for them keeps them from being called unknown.
  if (!type) return static_cast<void>(record.has("stages") || record.has("steps"));
  const dns::Question question{name, *type};
  for (const auto& other : plan.records) {
    if (other.question != question) continue;
    record.complain("rrtype", to_string(question) + " is watched by an earlier record of this cutover");
  }
  auto stages = read_stages(record, *type);
  auto steps = read_steps(record, stages.size());
  plan.records.push_back(
      {.question = question, .stages = std::move(stages), .steps = std::move(steps), .interval = interval});
}

}  // namespace cutwatch::config
