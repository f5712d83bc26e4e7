#include "net/stream/route_source.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;

TEST_CASE("towards loopback this host leaves from loopback, and nothing is sent") {
  const auto source = net::route_source(IpAddress::parse("127.0.0.77").value());
  REQUIRE(source);
  CHECK(source->is_loopback());
}
