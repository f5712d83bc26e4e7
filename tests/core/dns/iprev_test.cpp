#include "core/dns/iprev.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const IpAddress kAddress = ip("192.0.2.10");
const Failure kSilence{FailureKind::timeout, "no reply"};

dns::NameLook leading(std::string_view to_name, std::vector<IpAddress> addresses) {
  return {.name = name(to_name), .addresses = std::move(addresses)};
}

dns::NameLook untold(std::string_view to_name) {
  return {.name = name(to_name), .addresses = std::unexpected(kSilence)};
}

}  // namespace

TEST_CASE("an address is confirmed when one of its names leads back, whatever the others do") {
  struct Row {
    std::string_view what;
    dns::ReverseLook look;
    dns::Iprev result;
  };
  const auto good = leading("mail.example.org", {ip("198.51.100.1"), kAddress});
  const auto bad = leading("other.example.net", {ip("203.0.113.9")});
  using enum dns::Iprev;
  const std::vector<Row> rows{
      {"a name that leads back", {.names = {good}}, pass},
      {"beside one that does not", {.names = {bad, good}}, pass},
      {"beside one of which nobody knows", {.names = {untold("x.example"), good}}, pass},
      {"one that leads elsewhere", {.names = {bad}}, fail},
      {"one without an address", {.names = {leading("a.example", {})}}, fail},
      {"one of which nobody knows", {.names = {bad, untold("x.example")}}, temperror},
      {"no name", {}, permerror},
      {"nobody could tell", {.failure = kSilence}, temperror}};
  for (const auto& [what, look, result] : rows) {
    CAPTURE(std::string(what));
    CHECK(dns::iprev_of(look, kAddress) == result);
    CHECK(dns::why_unknown(look, kAddress).has_value() == (result == temperror));
  }
}

TEST_CASE("a sentence names four addresses and counts the rest") {
  std::vector<IpAddress> many;
  for (std::uint8_t last = 1; last <= 64; ++last) many.push_back(IpAddress::v4({192, 0, 2, last}));
  CHECK(leading("mail.example.org", many).text() ==
        "mail.example.org. leads to 192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4 and 60 more");
  CHECK(leading("mail.example.org", {}).text() == "mail.example.org. has no address");
}

TEST_CASE("an IPv4-mapped address is the IPv4 address inside, and no other is changed") {
  CHECK(unmapped(ip("::ffff:192.0.2.10")) == kAddress);
  for (const auto* other : {"192.0.2.10", "2001:db8::1", "::192.0.2.10", "1::ffff:192.0.2.10"})
    CHECK(unmapped(ip(other)) == ip(other));
}
