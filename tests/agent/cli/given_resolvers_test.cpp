#include "agent/cli/given_resolvers.hpp"

#include "core/dns/catalogue.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cli;

namespace {

std::vector<std::string> ids(const std::vector<dns::Resolver>& resolvers) {
  std::vector<std::string> out;
  for (const auto& each : resolvers) out.push_back(each.id);
  return out;
}

}  // namespace

TEST_CASE("a resolver that is given twice is asked once, by each way that it is given") {
  const auto given =
      given_resolvers({"192.0.2.53", "tls://192.0.2.53:53", "192.0.2.53:53", "192.0.2.54"}, "");
  REQUIRE(given);
  CHECK(ids(*given) == std::vector<std::string>{"192.0.2.53", "tls://192.0.2.53:53", "192.0.2.54"});
  CHECK(given_resolvers({}, "").value().empty());
  CHECK_FALSE(given_resolvers({"192.0.2.53", "dns.example.net"}, ""));
}

TEST_CASE("the file of certificates goes to all that prove themselves") {
  const auto given = given_resolvers({"192.0.2.53", "tls://192.0.2.54"}, "ca.pem").value();
  CHECK(given[0].channel == dns::Channel{dns::PlainChannel{}});
  CHECK(given[1].channel == dns::Channel{dns::DotChannel{"192.0.2.54", "ca.pem"}});
}

TEST_CASE("the system's resolvers are one operator's, and must be some") {
  const auto found = system_resolvers(
      {{IpAddress::parse("192.0.2.53").value(), 53}, {IpAddress::parse("2001:db8::53").value(), 53}});
  REQUIRE(found);
  CHECK(ids(*found) == std::vector<std::string>{"192.0.2.53:53", "[2001:db8::53]:53"});
  for (const auto& each : *found) CHECK(each.operator_id == dns::kLocalOperator);
  CHECK(system_resolvers({}).error().detail.contains("give one with --resolver"));
}
