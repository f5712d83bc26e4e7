#include "exporters/queue_json.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::test;
using nlohmann::json;

namespace {

cutover::Plan plan_with_queue() {
  cutover::Plan plan{.domain = name("example.org")};
  plan.queues = {{.role = cutover::ServerRole::old_server, .command = {"postqueue", "-j"}}};
  return plan;
}

json queue_shown(const std::vector<mail::QueueFacts>& looks, double now) {
  DomainState state;
  if (!looks.empty()) {
    auto& known = state.queues[{"old", "postqueue -j"}].write();
    for (std::size_t i = 0; i < looks.size(); ++i)
      known = with_look(std::move(known), {.domain = "example.org",
                                           .role = "old",
                                           .source = "postqueue -j",
                                           .at = at(60.0 * static_cast<double>(i)),
                                           .facts = looks[i]});
  }
  const auto all = exporters::queues_json(plan_with_queue(), state, at(now));
  REQUIRE(all.size() == 1);
  return all.at(0);
}

}  // namespace

TEST_CASE("a queue that was not looked at has its shape, and nothing in it") {
  const auto shown = queue_shown({}, 0);
  CHECK(shown["role"] == "old");
  CHECK(shown["kind"] == "postfix");
  CHECK(shown["command"] == "postqueue -j");
  CHECK(shown["looked"].is_null());
  CHECK(shown["failure"].is_null());
  CHECK(shown["trouble"] == "the old server's queue has not been looked at yet");
  CHECK(shown["contents"].is_null());
  CHECK(shown["drain"] == json{{"state", "unknown"}, {"per_hour", nullptr}, {"ends_at", nullptr}});
  CHECK(shown["curve"] == json::array());
  CHECK(exporters::queues_json({.domain = name("example.org")}, {}, at(0)) == json::array());
}

TEST_CASE("what a queue holds, where it is to go, and how it drains; a stranger's text is escaped") {
  std::vector<mail::QueueFacts> looks;
  for (std::uint64_t i = 0; i < 10; ++i) looks.push_back({.messages = 100 - 10 * i, .staying = 100 - 10 * i});
  auto& last = looks.back();
  last.by_queue = {{mail::QueueName::deferred, 10}};
  for (int i = 0; i < 20; ++i)
    last.destinations[fmt::format("d{:02}.example", i)] = {.messages = static_cast<std::uint64_t>(i)};
  last.destinations["<b>\x1b"] = {.messages = 50, .oldest = at(0), .reason = "\xff\n"};
  last.other_destinations.messages = 3;
  const auto shown = queue_shown(looks, 560);
  CHECK(shown["trouble"].is_null());
  const auto& contents = shown["contents"];
  CHECK(contents["messages"] == 10);
  CHECK(contents["by_queue"] == json{{"deferred", 10}});
  REQUIRE(contents["destinations"].size() == 16);
  CHECK(contents["destinations"][0] == json{{"domain", "<b>\\x1b"},
                                            {"messages", 50},
                                            {"oldest", "2026-12-01T00:00:00.000Z"},
                                            {"reason", "\\xff\\x0a"}});
  CHECK(contents["destinations"][1]["domain"] == "d19.example");
  // d00 to d04, and those that were not kept.
  CHECK(contents["elsewhere"] == 0 + 1 + 2 + 3 + 4 + 3);
  CHECK(shown["drain"] ==
        json{{"state", "draining"}, {"per_hour", 600.0}, {"ends_at", "2026-12-01T00:10:00.000Z"}});
  CHECK(shown["curve"].size() == 10);
  CHECK(shown["curve"].back() == json{{"at", "2026-12-01T00:09:00.000Z"}, {"messages", 10}, {"staying", 10}});
}

TEST_CASE("of a long curve some points are shown, the last one among them") {
  std::vector<mail::QueueFacts> looks(200, {.messages = 5, .staying = 5});
  looks.back().messages = 6;
  const auto shown = queue_shown(looks, 60 * 199);
  CHECK(shown["curve"].size() == 64);
  CHECK(shown["curve"].back()["messages"] == 6);
}
