#include "core/address/ip_address.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;

TEST_CASE("an IP address is read and written in its canonical form") {
  struct Row {
    std::string text;
    std::string canonical;
    bool is_loopback;
  };
  const Row rows[] = {
      {"192.0.2.1", "192.0.2.1", false},
      {"127.0.0.1", "127.0.0.1", true},
      {"127.9.9.9", "127.9.9.9", true},
      {"128.0.0.1", "128.0.0.1", false},
      {"2001:DB8:0:0::1", "2001:db8::1", false},
      {"::1", "::1", true},
      {"::2", "::2", false},
      {"::", "::", false},
  };
  for (const auto& row : rows) {
    const auto address = IpAddress::parse(row.text);
    REQUIRE(address);
    CHECK(address->text() == row.canonical);
    CHECK(address->is_loopback() == row.is_loopback);
  }
}

TEST_CASE("what is no IP address is refused") {
  for (const std::string text : {"", "192.0.2", "192.0.2.256", "192.0.2.1 ", "mail.example.org",
                                 "2001:db8:::1", "fe80::1%eth0", "192.0.2.1/24", "[::1]"}) {
    CHECK_FALSE(IpAddress::parse(text));
  }
  CHECK_FALSE(IpAddress::parse(std::string("192.0.2.1\0.example.org", 22)));
}

TEST_CASE("an endpoint is an address with an optional port, IPv6 in brackets where a port follows") {
  struct Row {
    std::string text;
    std::string canonical;
  };
  const Row good[] = {
      {"192.0.2.1", "192.0.2.1:53"},          {"192.0.2.1:5353", "192.0.2.1:5353"},
      {"2001:db8::1", "[2001:db8::1]:53"},    {"[2001:db8::1]", "[2001:db8::1]:53"},
      {"[2001:db8::1]:1", "[2001:db8::1]:1"},
  };
  for (const auto& row : good) {
    const auto parsed = parse_endpoint(row.text, 53);
    REQUIRE(parsed);
    CHECK(to_string(*parsed) == row.canonical);
    CHECK(parse_endpoint(to_string(*parsed), 9) == parsed);
  }
  for (const std::string text : {"", ":53", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:5x",
                                 "[::1", "[::1]x53", "[::1]:", "localhost:53"}) {
    CHECK_FALSE(parse_endpoint(text, 53));
  }
}
