#include "net/secure_dns/secure_dns_client.hpp"

#include "tests/net/secure_dns/carrier_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

/// Carries nothing: takes `delay`, then gives what the test says to the query.
class FakeCarrier final : public MessageCarrier {
 public:
  explicit FakeCarrier(WaitableClock& clock) : clock_(clock) {}
  Millis delay{20};
  std::function<Result<Octets>(const EncodedQuery&)> answer = [](const EncodedQuery& query) {
    return mx_reply(query.octets());
  };
  std::vector<EncodedQuery> asked;
  std::size_t under_way = 0;
  std::size_t most_under_way = 0;

  asio::awaitable<Carried> carry(Endpoint, dns::Channel, EncodedQuery query, SteadyTime deadline) override {
    asked.push_back(query);
    most_under_way = std::max(most_under_way, ++under_way);
    const WallTime sent = clock_.wall();
    const SteadyTime due = clock_.steady() + delay;
    co_await clock_.sleep_until(std::min(due, deadline));
    --under_way;
    if (due > deadline) co_return Carried{.reply = fail(FailureKind::timeout)};
    auto octets = answer(query);
    if (!octets) co_return Carried{.reply = std::unexpected(octets.error()), .unexpected_replies = 2};
    co_return Carried{.reply = CarriedReply{*std::move(octets), sent, clock_.wall(), delay}};
  }

 private:
  WaitableClock& clock_;
};

const Endpoint kServer = endpoint("192.0.2.53:853");

struct SecureWorld {
  Sim sim;
  FakeCarrier dot{sim.clock};
  FakeCarrier doh{sim.clock};
  std::unique_ptr<SecureDnsClient> client =
      std::make_unique<SecureDnsClient>(sim.io.get_executor(), sim.clock, dot, doh);
  std::vector<DnsExchange> ended;

  static DnsQuery query(dns::Channel channel) {
    auto out = query_for("example.org", dns::RrType::mx);
    out.channel = std::move(channel);
    return out;
  }
  static DnsQuery over_dot() { return query(dns::DotChannel{.tls_name = "dns.example.net", .ca_file = ""}); }
  static DnsQuery over_doh() {
    return query(dns::DohChannel{.url = "https://dns.example.net/q", .ca_file = ""});
  }

  DnsExchange ask(DnsQuery what) {
    return sim.run(client->exchange(kServer, std::move(what), sim.clock.steady() + 5s)).value();
  }
  void start(std::size_t count, Millis patience = 5s) {
    for (std::size_t i = 0; i < count; ++i) {
      asio::co_spawn(sim.io, client->exchange(kServer, over_dot(), sim.clock.steady() + patience),
                     [this](std::exception_ptr error, DnsExchange exchange) {
                       CHECK_FALSE(error);
                       ended.push_back(std::move(exchange));
                     });
    }
    sim.settle();
  }
  std::size_t ended_as(FailureKind kind) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        ended, [&](const auto& exchange) { return !exchange.reply && exchange.reply.error().kind == kind; }));
  }
};

}  // namespace

TEST_CASE("a reply is decoded, and says what it came over") {
  SecureWorld world;
  const auto over_tls = world.ask(SecureWorld::over_dot());
  REQUIRE(over_tls.reply.has_value());
  CHECK(over_tls.reply->transport == dns::Transport::dot);
  CHECK(over_tls.reply->message.answers.at(0).data == "10 mail.example.org.");
  CHECK(over_tls.reply->duration == 20ms);
  CHECK(over_tls.reply->sent == kStart);
  const auto over_https = world.ask(SecureWorld::over_doh());
  CHECK(over_https.reply.value().transport == dns::Transport::doh);
}

TEST_CASE("ids are random over DoT and zero over DoH") {
  SecureWorld world;
  std::set<std::uint16_t> ids;
  for (int i = 0; i < 20; ++i) world.ask(SecureWorld::over_dot());
  for (const auto& query : world.dot.asked) ids.insert(query.id());
  CHECK(ids.size() > 15);
  world.ask(SecureWorld::over_doh());
  CHECK(world.doh.asked.at(0).id() == 0);
}

TEST_CASE("a server that cannot bear EDNS is asked once more without") {
  SecureWorld world;
  world.dot.answer = [](const EncodedQuery& query) {
    const bool has_edns = query.octets()[11] == 1;
    return has_edns ? rcode_reply(query.octets(), dns::rcode::kFormErr) : mx_reply(query.octets());
  };
  const auto exchange = world.ask(SecureWorld::over_dot());
  CHECK(exchange.reply.value().message.rcode == dns::rcode::kNoError);
  CHECK(world.dot.asked.size() == 2);
  world.dot.answer = [](const EncodedQuery& query) {
    return rcode_reply(query.octets(), dns::rcode::kFormErr);
  };
  CHECK(world.ask(SecureWorld::over_dot()).reply.value().message.rcode == dns::rcode::kFormErr);
  CHECK(world.dot.asked.size() == 4);
}

TEST_CASE("a truncated or broken reply is malformed") {
  SecureWorld world;
  world.dot.answer = [](const EncodedQuery& query) { return reply_head(query.octets(), 0x8380, 0); };
  const auto truncated = world.ask(SecureWorld::over_dot());
  CHECK(truncated.reply.error().kind == FailureKind::malformed);
  CHECK(truncated.reply.error().detail == "a truncated reply over dot");
  world.dot.answer = [](const EncodedQuery& query) { return reply_head(query.octets(), 0x8180, 9); };
  CHECK(world.ask(SecureWorld::over_dot()).reply.error().kind == FailureKind::malformed);
}

TEST_CASE("a failure and what came that was no reply are handed on") {
  SecureWorld world;
  world.dot.answer = [](const EncodedQuery&) -> Result<Octets> {
    return fail(FailureKind::tls, "certificate has expired");
  };
  const auto exchange = world.ask(SecureWorld::over_dot());
  CHECK(exchange.reply.error().detail == "certificate has expired");
  CHECK(exchange.unexpected_replies == 2);
}

TEST_CASE("no more than four connections to one server, and everyone gets a turn") {
  SecureWorld world;
  world.start(20);
  CHECK(world.dot.under_way == 4);
  world.sim.advance(1s);
  CHECK(world.dot.most_under_way == 4);
  REQUIRE(world.ended.size() == 20);
  for (const auto& exchange : world.ended) CHECK(exchange.reply.has_value());
}

TEST_CASE("who finds the queue full, or gets no turn in time, was limited by us") {
  SecureWorld world;
  world.dot.delay = 100s;
  world.start(4 + 64 + 3);
  CHECK(world.ended_as(FailureKind::limited) == 3);
  world.sim.advance(6s);
  CHECK(world.ended_as(FailureKind::timeout) == 4);
  CHECK(world.ended_as(FailureKind::limited) == 67);
}

TEST_CASE("a silent server is left alone, and one probe finds it back") {
  SecureWorld world;
  world.dot.delay = 100s;
  for (int i = 0; i < 8; ++i)
    CHECK(world.ask(SecureWorld::over_dot()).reply.error().kind == FailureKind::timeout);
  const auto asked = world.dot.asked.size();
  CHECK(world.ask(SecureWorld::over_dot()).reply.error().kind == FailureKind::limited);
  CHECK(world.dot.asked.size() == asked);
  CHECK(world.ask(SecureWorld::over_doh()).reply.has_value());  // another service
  world.sim.advance(3s);
  world.dot.delay = 20ms;
  CHECK(world.ask(SecureWorld::over_dot()).reply.has_value());
  CHECK(world.ask(SecureWorld::over_dot()).reply.has_value());
}

TEST_CASE("a turn that came too late for a reply says nothing about the server") {
  SecureWorld world;
  world.dot.delay = 3s;
  world.start(5);  // the fifth gets its place after three seconds
  world.sim.advance(10s);
  CHECK(world.ended_as(FailureKind::limited) == 1);
  CHECK(world.ended_as(FailureKind::timeout) == 0);
}
