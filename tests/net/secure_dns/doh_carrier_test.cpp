#include "net/secure_dns/doh_carrier.hpp"

#include "tests/net/secure_dns/carrier_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

/// Gives one response to every request, a second later.
class FakeHttps final : public HttpsClient {
 public:
  explicit FakeHttps(WaitableClock& clock) : clock_(clock) {}
  Result<HttpsResponse> response = fail(FailureKind::timeout, "192.0.2.53:443: no answer in time");
  std::vector<HttpsPost> asked;

  asio::awaitable<Result<HttpsResponse>> post(HttpsPost request, SteadyTime) override {
    asked.push_back(std::move(request));
    co_await clock_.sleep_until(clock_.steady() + 1s);
    co_return response;
  }

 private:
  WaitableClock& clock_;
};

struct DohWorld {
  Sim sim;
  FakeHttps https{sim.clock};
  DohCarrier carrier{https, sim.clock, {ip("192.0.2.7")}};

  Carried ask(const std::string& url = "https://dns.example.net:8443/dns-query") {
    return sim
        .run(carrier.carry(endpoint("192.0.2.53:443"), dns::DohChannel{.url = url, .ca_file = "ca.pem"},
                           mx_query(0), sim.clock.steady() + 5s))
        .value();
  }
};

}  // namespace

TEST_CASE("DoH posts the query to its URL at the fixed address") {
  DohWorld world;
  world.https.response =
      HttpsResponse{200, "application/dns-message", text_of(mx_reply(mx_query(0).octets())), 30ms};
  const auto carried = world.ask();
  REQUIRE(carried.reply.has_value());
  CHECK(carried.reply->octets == mx_reply(mx_query(0).octets()));
  CHECK(carried.reply->received == kStart + 1s);
  CHECK(carried.reply->sent == kStart + 970ms);  // once there was a connection
  CHECK(carried.reply->duration == 30ms);
  REQUIRE(world.https.asked.size() == 1);
  const auto& request = world.https.asked[0];
  CHECK(request.url == "https://dns.example.net:8443/dns-query");
  CHECK(request.peer.host == "dns.example.net");
  CHECK(to_string(request.peer.endpoint) == "192.0.2.53:443");
  CHECK(request.peer.source == ip("192.0.2.7"));
  CHECK(request.peer.ca_file == "ca.pem");
  CHECK(request.content_type == "application/dns-message");
  CHECK(request.most_octets == 65535);
  CHECK(request.body == text_of(mx_query(0).octets()));
}

TEST_CASE("why there is no response, or none that counts, is said") {
  DohWorld world;
  auto carried = world.ask();
  CHECK(carried.reply.error().kind == FailureKind::timeout);
  CHECK(carried.reply.error().detail == "DoH: 192.0.2.53:443: no answer in time");
  world.https.response = HttpsResponse{503, "text/html", "", 1ms};
  carried = world.ask();
  CHECK(carried.reply.error().detail == "DoH: HTTP status 503");
}

TEST_CASE("a URL that is none is never sent to anybody") {
  DohWorld world;
  CHECK(world.ask("http://dns.example.net/dns-query").reply.error().kind == FailureKind::malformed);
  CHECK(world.https.asked.empty());
}
