#include "agent/cli/queues_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using cutwatch::cli::queues_text;
using nlohmann::json;

TEST_CASE("a queue is told by its length, its age, when it ends, and where it is to go") {
  const json queue{
      {"role", "old"},
      {"contents",
       {{"messages", 12},
        {"oldest", "2026-12-01T20:00:00.000Z"},
        {"by_queue", {{"deferred", 10}, {"hold", 2}}},
        {"destinations",
         json::array({{{"domain", "example.net"}, {"messages", 9}, {"reason", "connect: \x1b refused"}},
                      {{"domain", ""}, {"messages", 2}, {"reason", ""}},
                      {{"domain", "a.example"}, {"messages", 1}, {"reason", ""}},
                      {{"domain", "b.example"}, {"messages", 1}, {"reason", ""}}})}}},
      {"drain", {{"state", "draining"}, {"ends_at", "2026-12-02T04:00:00.000Z"}}}};
  CHECK(
      queues_text({{"queues", json::array({queue})}}) ==
      "Queue of the old server: 12 messages, 2 on hold, the oldest of 2026-12-01T20:00:00.000Z; empty about "
      "2026-12-02T04:00:00.000Z, by estimate\n"
      "  9 for example.net: connect: \\x1b refused\n"
      "  2 for no domain\n"
      "  1 for a.example\n");
}

TEST_CASE("a queue that does not drain, or about which nothing is known, says so") {
  json queue{{"role", "old"}, {"contents", {{"messages", 1}}}, {"drain", {{"state", "standing"}}}};
  const auto told = [&] { return queues_text({{"queues", json::array({queue})}}); };
  CHECK(told() == "Queue of the old server: 1 message; not draining\n");
  queue["drain"]["state"] = "unknown";
  CHECK(told() == "Queue of the old server: 1 message\n");
  queue = {{"role", "new"}, {"contents", nullptr}, {"trouble", "the new server's queue was never looked at"}};
  CHECK(told() == "Queue of the new server: the new server's queue was never looked at\n");
}

TEST_CASE("a document from elsewhere says nothing rather than fail") {
  for (const auto& cutover : {json(), json::object(), json{{"queues", 7}}})
    CHECK(queues_text(cutover).empty());
  CHECK(queues_text({{"queues", json::array({7})}}) == "Queue of the  server: \n");
}
