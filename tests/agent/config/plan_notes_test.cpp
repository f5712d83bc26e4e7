#include "agent/config/plan_notes.hpp"

#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::config;

namespace {

WallTime hour(int hour) {
  return WallTime(std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + std::chrono::hours{hour});
}

}  // namespace

TEST_CASE("a planned time that is past is no fault of the file, and is said") {
  const auto config = test::read(R"(
[[cutover]]
domain = "example.org"
kind = "server"
planned_at = 2026-12-01T20:00:00Z
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["10 mx.example.net."]]
[[cutover.maintenance]]
from = 2026-12-01T18:00:00Z
until = 2026-12-01T19:00:00Z
reason = "the rack moves"
)");
  REQUIRE(config);
  CHECK(notes_on(*config, hour(18)).empty());
  CHECK(notes_on(*config, hour(19)) ==
        std::vector<std::string>{"example.org: the maintenance until 2026-12-01T19:00:00.000Z is over"});
  const auto late = notes_on(*config, hour(21));
  REQUIRE(late.size() == 2);
  CHECK(late[0] ==
        "example.org: planned_at 2026-12-01T20:00:00.000Z is past: right if the records have "
        "changed since, otherwise set the new time");
}
