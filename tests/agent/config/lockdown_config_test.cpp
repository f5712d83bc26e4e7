#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::config::test;

namespace {

/// A cutover with two servers at these addresses, and a lockdown with more keys.
std::string with_lockdown(std::string_view more, std::string_view old_address = "192.0.2.10",
                          std::string_view new_address = "198.51.100.7") {
  return fmt::format(R"(
[[cutover]]
domain = "example.org"
kind = "proxy"
[[cutover.record]]
rrtype = "A"
stages = [["192.0.2.10"]]
[[cutover.server]]
role = "old"
host = "mail.example.org"
addresses = ["{}"]
[[cutover.server]]
role = "new"
host = "in.proxy.example"
addresses = ["{}"]
sends_from = ["198.51.100.0/28"]
[[cutover.lockdown]]
target = "old"
recipient = "probe@example.org"
from = "p@agent.example.net"
{}
)",
                     old_address, new_address, more);
}

cutover::Lockdown lockdown(const std::string& text) {
  INFO(complaints(text));
  const auto config = read(text);
  REQUIRE(config);
  return config->cutovers.at(0).lockdowns.at(0);
}

}  // namespace

TEST_CASE("lockdown: what is said is the plan's") {
  const auto said = lockdown(contents(test_file("good/every_key.toml")));
  CHECK(said.target == cutover::ServerRole::old_server);
  CHECK(said.control == cutover::ServerRole::new_server);
  CHECK(said.recipient == "probe@example.org");
  CHECK(said.from == "probe@agent.example.net");
  CHECK(said.ehlo == "agent.example.net");
  CHECK(said.sources.size() == 2);
  CHECK(said.allowed.size() == 1);
  CHECK(said.interval == std::chrono::minutes{1});
}

TEST_CASE("lockdown: what is not said is usual") {
  const auto usual = lockdown(with_lockdown(""));
  CHECK(usual.control == cutover::ServerRole::new_server);
  CHECK(usual.ehlo == "agent.example.net");
  CHECK(usual.interval == std::chrono::minutes{5});
  CHECK(usual.sources.empty());
  CHECK(usual.allowed.empty());
}

TEST_CASE("lockdown: a server outside loopback is knocked at once a minute at most") {
  CHECK(complaints(with_lockdown("interval = \"1s\"")).contains("from 1m to 7d"));
  CHECK(lockdown(with_lockdown("interval = \"1s\"", "127.0.0.2", "127.0.0.3")).interval == Seconds{1});
}

TEST_CASE("lockdown: a source that the lock lets in is refused, by name") {
  const auto refused = [](std::string_view more) { return complaints(with_lockdown(more)); };
  CHECK(refused("source = [\"198.51.100.7\"]").contains("is an address of the new server"));
  CHECK(refused("source = [\"198.51.100.9\"]")
            .contains("is in 198.51.100.0/28, which the new server sends from"));
  CHECK(refused("source = [\"203.0.113.9\"]\nallowed = [\"203.0.113.0/24\"]")
            .contains("which the lock lets in"));
  CHECK(refused("source = [\"192.0.2.10\"]").contains("is an address of the old server itself"));
  CHECK(refused("source = [\"203.0.113.9\"]") == "");
  CHECK(refused("source = [\"203.0.113.9\", \"203.0.113.9\"]").contains("the same as"));
}
