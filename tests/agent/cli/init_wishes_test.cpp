#include "agent/cli/init_wishes.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cli;

TEST_CASE("what init is told becomes values, each once") {
  const auto wishes = wishes_of({.domain = "Example.ORG",
                                 .new_hosts = {"in.proxy.example", "IN.proxy.example."},
                                 .new_addresses = {"198.51.100.7", "2001:db8::7", "198.51.100.7"},
                                 .kind = "server",
                                 .planned_at = "2026-12-01T21:00:00+01:00",
                                 .resolvers = {"192.0.2.53", "192.0.2.53:53", "192.0.2.54"}});
  REQUIRE(wishes);
  CHECK(wishes->domain.text() == "example.org.");
  CHECK(wishes->new_hosts.size() == 1);
  CHECK(wishes->new_addresses.size() == 2);
  CHECK(wishes->kind == cutover::Kind::server);
  CHECK(wishes->planned_at ==
        WallTime(std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + std::chrono::hours{20}));
  CHECK(wishes->resolvers.size() == 2);
  const auto least = wishes_of({.domain = "example.org"});
  REQUIRE(least);
  CHECK_FALSE(least->kind);
  CHECK_FALSE(least->planned_at);
  CHECK(least->resolvers.empty());
}

TEST_CASE("what init cannot use is refused by the option") {
  struct Row {
    InitOptions options;
    std::string why;
  };
  const Row rows[] = {
      {{.domain = "a..b"}, "DOMAIN: "},
      {{.domain = "example.org", .new_hosts = {"a..b"}}, "--new: "},
      {{.domain = "example.org", .new_addresses = {"host.example"}}, "--new-address: expected an IP address"},
      {{.domain = "example.org", .planned_at = "2026-12-01"},
       "--planned-at: expected a date-time with a zone"},
      {{.domain = "example.org", .planned_at = "2026-12-01T20:00:00"}, "--planned-at: "},
      {{.domain = "example.org", .planned_at = "2026-12-01T20:00:00Z\nx = 1"}, "--planned-at: "},
      {{.domain = "example.org", .planned_at = "tomorrow"}, "--planned-at: "},
      {{.domain = "example.org", .resolvers = {"dns.example"}}, "--resolver: "},
  };
  for (const auto& [options, why] : rows) {
    const auto wishes = wishes_of(options);
    REQUIRE_FALSE(wishes);
    CHECK_MESSAGE(wishes.error().detail.starts_with(why), wishes.error().detail);
  }
}
