#include "core/address/ip_network.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cutwatch;

namespace {

IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }

}  // namespace

TEST_CASE("a network contains what shares its first bits, in its own family") {
  struct Row {
    std::string network;
    std::uint8_t prefix_length;
    std::string address;
    bool is_inside;
  };
  const Row rows[] = {
      {"198.51.100.0", 28, "198.51.100.0", true},
      {"198.51.100.0", 28, "198.51.100.15", true},
      {"198.51.100.0", 28, "198.51.100.16", false},
      {"198.51.100.0", 28, "198.51.99.255", false},
      {"198.51.100.0", 24, "198.51.100.255", true},
      {"198.51.100.0", 24, "198.51.101.0", false},
      {"198.51.100.7", 32, "198.51.100.7", true},
      {"198.51.100.7", 32, "198.51.100.6", false},
      {"128.0.0.0", 1, "192.0.2.1", true},
      {"128.0.0.0", 1, "127.255.255.255", false},
      {"0.0.0.0", 0, "192.0.2.1", true},
      {"0.0.0.0", 0, "2001:db8::1", false},
      {"::", 0, "2001:db8::1", true},
      {"::", 0, "192.0.2.1", false},
      {"2001:db8::", 61, "2001:db8:0:7:ffff::", true},
      {"2001:db8::", 61, "2001:db8:0:8::", false},
      {"2001:db8::1", 128, "2001:db8::1", true},
      {"2001:db8::1", 128, "2001:db8::", false},
      // IPv4-mapped
      {"198.51.100.0", 28, "::ffff:198.51.100.15", true},
      {"198.51.100.0", 28, "::ffff:198.51.100.16", false},
      {"::", 0, "::ffff:198.51.100.15", false},
  };
  for (const auto& row : rows) {
    const IpNetwork network{address(row.network), row.prefix_length};
    INFO(text_of(network), " ", row.address);
    CHECK(contains(network, address(row.address)) == row.is_inside);
  }
}

TEST_CASE("one of several networks is enough, none contains nothing") {
  const std::vector<IpNetwork> networks{{address("198.51.100.0"), 28}, {address("2001:db8::"), 32}};
  CHECK(contains(networks, address("2001:db8:1::")));
  CHECK(contains(networks, address("198.51.100.1")));
  CHECK_FALSE(contains(networks, address("192.0.2.1")));
  CHECK_FALSE(contains(std::vector<IpNetwork>{}, address("192.0.2.1")));
}

TEST_CASE("a network is written with its prefix, and is single when that is its whole address") {
  const IpNetwork some{address("198.51.100.0"), 28};
  CHECK(text_of(some) == "198.51.100.0/28");
  CHECK_FALSE(is_single(some));
  CHECK(is_single({address("198.51.100.7"), 32}));
  CHECK_FALSE(is_single({address("2001:db8::"), 32}));
  CHECK(is_single({address("2001:db8::"), 128}));
}
