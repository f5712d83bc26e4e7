#include "net/secure_dns/channel_transport.hpp"

#include "tests/net/dns/wire.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

class Counting final : public DnsTransport {
 public:
  int asked = 0;
  asio::awaitable<DnsExchange> exchange(Endpoint, DnsQuery, SteadyTime) override {
    ++asked;
    co_return DnsExchange{};
  }
};

}  // namespace

TEST_CASE("a query for a proven channel never leaves in clear") {
  Sim sim;
  Counting plain;
  Counting secure;
  ChannelTransport transport(plain, secure);
  auto query = query_for("example.org", dns::RrType::mx);
  sim.run(transport.exchange(endpoint("192.0.2.53"), query, sim.clock.steady()));
  CHECK(plain.asked == 1);
  query.channel = dns::DotChannel{.tls_name = "dns.example.net", .ca_file = ""};
  sim.run(transport.exchange(endpoint("192.0.2.53"), query, sim.clock.steady()));
  query.channel = dns::DohChannel{.url = "https://dns.example.net/dns-query", .ca_file = ""};
  sim.run(transport.exchange(endpoint("192.0.2.53"), query, sim.clock.steady()));
  CHECK(plain.asked == 1);
  CHECK(secure.asked == 2);
}
