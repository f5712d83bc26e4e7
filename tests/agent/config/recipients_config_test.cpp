#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::config::test;

namespace {

/// A cutover with two servers at these addresses, and more.
std::string with_servers(std::string_view old_address, std::string_view new_address, std::string_view more) {
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
{})",
                     old_address, new_address, more);
}

/// What is read of it; the complaints where it is refused.
cutover::RecipientList recipients(const std::string& text) {
  INFO(complaints(text));
  const auto config = read(text);
  REQUIRE(config);
  return config->cutovers.at(0).recipients;
}

std::string of_many(int count) {
  std::string list;
  for (int i = 0; i < count; ++i) list += fmt::format("\"user{}@example.org\", ", i);
  return with_servers("192.0.2.10", "198.51.100.7",
                      fmt::format("[cutover.recipients]\nfrom = \"p@example.net\"\naddresses = [{}]", list));
}

}  // namespace

TEST_CASE("recipients: what is said is the plan's, and without the table there are none") {
  const auto said = recipients(contents(test_file("good/every_key.toml")));
  CHECK(said.addresses == std::vector<std::string>{"postmaster@example.org", "alice@example.org"});
  CHECK(said.from == "probe@agent.example.net");
  CHECK(said.interval == std::chrono::minutes{10});
  CHECK(recipients(contents(test_file("good/minimal.toml"))).addresses.empty());
}

TEST_CASE("recipients: without a round trip who asks is called by the domain of his address") {
  const auto said = recipients(with_servers("192.0.2.10", "198.51.100.7", R"([cutover.recipients]
addresses = ["a@example.org"]
from = "p@agent.example.net")"));
  CHECK(said.from == "p@agent.example.net");
  CHECK(said.ehlo == "agent.example.net");
  CHECK(said.interval == std::chrono::minutes{10});
}

TEST_CASE("recipients: who asks is who sends probe mail, unless it is said") {
  const std::string trip = R"([[cutover.mailbox]]
id = "inbox"
url = "imaps://192.0.2.20"
user = "probe@example.org"
password_file = "/run/secrets/imap"
[[cutover.roundtrip]]
id = "main"
from = "probe@agent.example.net"
to = "probe@example.org"
paths = ["new"]
mailbox = "inbox"
ehlo = "own.example.net"
[cutover.recipients]
addresses = ["A@Example.org"]
)";
  const auto same = recipients(with_servers("192.0.2.10", "198.51.100.7", trip));
  CHECK(same.from == "probe@agent.example.net");
  CHECK(same.ehlo == "own.example.net");
  const auto other =
      recipients(with_servers("192.0.2.10", "198.51.100.7", trip + "from = \"p@other.example.net\"\n"));
  CHECK(other.from == "p@other.example.net");
  CHECK(other.ehlo == "other.example.net");
}

TEST_CASE("recipients: servers outside loopback are asked every five minutes at most") {
  const std::string often =
      "[cutover.recipients]\nfrom = \"p@example.net\"\naddresses = [\"a@example.org\"]\ninterval = \"1s\"";
  CHECK(recipients(with_servers("127.0.0.2", "::1", often)).interval == Seconds{1});
  CHECK(complaints(with_servers("127.0.0.2", "198.51.100.7", often)).contains("from 5m to 7d"));
  CHECK(complaints(with_servers("192.0.2.10", "127.0.0.2", often)).contains("from 5m to 7d"));
}

TEST_CASE("recipients: fifty, and no more") {
  CHECK(recipients(of_many(50)).addresses.size() == 50);
  CHECK(complaints(of_many(51)).contains("expected at most 50 addresses, got 51"));
}
