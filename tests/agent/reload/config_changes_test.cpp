#include "agent/reload/config_changes.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

cutover::Plan plan_of(const std::string& domain) { return {.domain = name(domain)}; }

config::Config started() {
  config::Config config;
  config.listen = {endpoint("127.0.0.1:9953")};
  config.state_path = "cutwatch.db";
  config.state_retention = Seconds{60};
  return config;
}

}  // namespace

TEST_CASE("what a running process cannot change is said by its key, and stays") {
  struct Row {
    const char* key;
    void (*change)(config::Config&);
  };
  const Row rows[] = {
      {"[web] listen", [](auto& config) { config.listen = {endpoint("127.0.0.1:9954")}; }},
      {"[agent] source", [](auto& config) { config.sources = {endpoint("192.0.2.7").address}; }},
      {"[state] path", [](auto& config) { config.state_path = "other.db"; }},
      {"[state] retention", [](auto& config) { config.state_retention = Seconds{61}; }},
  };
  for (const auto& row : rows) {
    INFO(row.key);
    auto read = started();
    row.change(read);
    const auto lines = only_at_start(started(), read);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().starts_with(row.key));
    CHECK(only_at_start(started(), as_started(read, started())).empty());
  }
  auto read = started();
  read.is_reload_by_http = true;
  read.is_volatile_mail = true;
  read.cutovers = {plan_of("example.org")};
  CHECK(only_at_start(started(), read).empty());
  CHECK(as_started(read, started()).is_reload_by_http);
}

TEST_CASE("without a durable ledger no mail is sent, unless that is wanted") {
  auto config = started();
  config.cutovers = {plan_of("example.org")};
  config.cutovers.front().round_trips.push_back({.id = "main"});
  CHECK(watched_by(config).plans.front().round_trips.size() == 1);
  config.state_path = ":memory:";
  CHECK(watched_by(config).plans.front().round_trips.empty());
  config.is_volatile_mail = true;
  CHECK(watched_by(config).plans.front().round_trips.size() == 1);
}

TEST_CASE("the summary names what is added and what is removed") {
  const metrics::Watched before{.plans = {plan_of("example.org"), plan_of("example.com")}, .resolvers = {}};
  const metrics::Watched now{.plans = {plan_of("example.net"), plan_of("example.org")}, .resolvers = {}};
  CHECK(summary_of(before, now) == "2 cutovers at 0 resolvers; added example.net; removed example.com");
  CHECK(summary_of(now, now) == "2 cutovers at 0 resolvers");
  auto changed = now;
  changed.plans[0].waived.push_back({"no_bypass", "r"});
  CHECK(summary_of(now, changed) == "2 cutovers at 0 resolvers; changed example.net");
  changed.plans[1].records.push_back({.question = {name("example.org"), dns::RrType::mx}, .stages = {}});
  CHECK(summary_of(now, changed) == "2 cutovers at 0 resolvers; changed example.net, example.org");
  CHECK(summary_of(changed, changed) == "2 cutovers at 0 resolvers");
}

TEST_CASE("a plan has news when it is new, or has a record that it did not have") {
  const metrics::Watched before{.plans = {plan_of("example.org"), plan_of("example.com")}, .resolvers = {}};
  metrics::Watched now{.plans = {plan_of("example.net"), plan_of("example.org")}, .resolvers = {}};
  const auto labels = [](const std::vector<cutover::Plan>& plans) {
    std::vector<std::string> out;
    for (const auto& plan : plans) out.push_back(plan.label());
    return out;
  };
  CHECK(labels(plans_with_news(before, now)) == std::vector<std::string>{"example.net"});
  now.plans[1].records.push_back({.question = {name("example.org"), dns::RrType::mx}, .stages = {}});
  CHECK(labels(plans_with_news(before, now)) == std::vector<std::string>{"example.net", "example.org"});
  auto same = now;
  same.plans[1].records.front().stages = {kOldMx};
  CHECK(plans_with_news(now, same).empty());
  CHECK(plans_with_news(now, before).size() == 1);
}
