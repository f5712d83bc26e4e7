#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const IpAddress kNewAddress = ip("198.51.100.7");
const dns::Question kPtr{name("7.100.51.198.in-addr.arpa"), dns::RrType::ptr};
const dns::Question kProxyA{name("in.proxy.example"), dns::RrType::a};
constexpr auto* kResolver = "192.0.2.1";

net::ConnectFacts greeting(const std::string& banner, const std::string& ehlo) {
  net::ConnectFacts facts;
  facts.banner = banner;
  facts.ehlo = ehlo;
  return facts;
}

/// A new server at 198.51.100.7, and one resolver.
struct Bench : ProbeBench {
  explicit Bench(const IpAddress& address = kNewAddress) {
    resolvers = {{"one", endpoint(kResolver), "one"}};
    mail::MailServer server{
        .host = "in.proxy.example", .endpoint = {address, 25}, .tls = mail::TlsMode::starttls};
    server.credentials = mail::Credentials{"user", "secret"};
    plan.servers = {{.role = cutover::ServerRole::new_server, .addresses = {server}, .sends_from = {}}};
    mail.reply = smtp_server();
    mail.facts[address.text()] = greeting("in.proxy.example ESMTP", "in.proxy.example");
  }
  IdentitySeen look() { return run_for<IdentitySeen>("identity/example.org/new/"); }
  dns::Iprev iprev() {
    const auto seen = look();
    return dns::iprev_of(seen.reverse, unmapped(seen.address));
  }
  /// Name servers that are known for a record of the plan.
  void watch_at(const dns::Question& question, const std::vector<dns::NameServer>& servers) {
    watch(question, {kAbsent, dns::RrSet::of_canonical({"x."})});
    auto& record = known.write().records[question].write();
    for (const auto& server : servers) record.authorities[server];
  }
  bool was_asked(const std::string& server) const {
    return std::ranges::any_of(dns.asked,
                               [&](const auto& each) { return each.server.address.text() == server; });
  }
};

}  // namespace

TEST_CASE("an address is looked up by name, the name by address, and the server says who it is") {
  Bench bench;
  bench.dns.holds(kResolver, kPtr, {"in.proxy.example."});
  bench.dns.holds(kResolver, kProxyA, {"198.51.100.7"});
  const auto seen = bench.look();
  CHECK(seen.path == "new");
  REQUIRE(seen.reverse.names.size() == 1);
  CHECK(seen.reverse.names.front().leads_to(kNewAddress));
  REQUIRE(seen.greeting);
  REQUIRE(seen.greeting->has_value());
  CHECK((*seen.greeting)->said.ehlo == "in.proxy.example");
  CHECK((*seen.greeting)->names.front().leads_to(kNewAddress));
}

TEST_CASE("the server is greeted in clear, without a log-in, and nothing but QUIT is said") {
  Bench bench;
  bench.look();
  REQUIRE(bench.mail.servers.size() == 1);
  CHECK(bench.mail.servers.front().tls == mail::TlsMode::none);
  CHECK_FALSE(bench.mail.servers.front().credentials);
  CHECK(bench.mail.sent == "QUIT\r\n");
}

TEST_CASE("failures are observations") {
  Bench bench;
  bench.mail.failures.emplace(kNewAddress.text(), Failure{FailureKind::refused, "closed"});
  const auto seen = bench.look();
  REQUIRE(seen.reverse.failure);
  REQUIRE(seen.greeting);
  CHECK(seen.greeting->error().kind == FailureKind::refused);
}

TEST_CASE("what resolvers answer decides the result") {
  Bench gone;
  gone.dns.says(kResolver, kPtr, dns::rcode::kNxDomain);
  CHECK(gone.iprev() == dns::Iprev::permerror);
  Bench broken;
  broken.dns.says(kResolver, kPtr, dns::rcode::kServFail);
  CHECK(broken.iprev() == dns::Iprev::temperror);
  Bench other;
  other.dns.holds(kResolver, kPtr, {"in.proxy.example."});
  other.dns.holds(kResolver, kProxyA, {"203.0.113.9"});
  CHECK(other.iprev() == dns::Iprev::fail);
}

TEST_CASE("IPv6 is looked up as IPv6, and an IPv4-mapped address as the IPv4 address inside") {
  Bench six(ip("2001:db8::7"));
  six.dns.holds(kResolver, {dns::reverse_name(ip("2001:db8::7")), dns::RrType::ptr}, {"in.proxy.example."});
  six.dns.holds(kResolver, {name("in.proxy.example"), dns::RrType::aaaa}, {"2001:db8::7"});
  CHECK(six.iprev() == dns::Iprev::pass);
  Bench mapped(ip("::ffff:198.51.100.7"));
  mapped.dns.holds(kResolver, kPtr, {"in.proxy.example."});
  mapped.dns.holds(kResolver, kProxyA, {"198.51.100.7"});
  CHECK(mapped.iprev() == dns::Iprev::pass);
}

TEST_CASE("a thousand names cost ten look-ups, and are counted") {
  Bench bench;
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) names.push_back(fmt::format("host{:04}.provider.example.", i));
  bench.dns.holds(kResolver, kPtr, names);
  const auto seen = bench.look();
  CHECK(seen.reverse.names.size() == dns::kMaxReverseNames);
  CHECK(seen.reverse.left_out == dns::kMaxRrSet - dns::kMaxReverseNames);
  CHECK(bench.dns.asked.size() < 30);
}

TEST_CASE("names and greetings of any bytes stay printable") {
  Bench bench;
  const auto odd = dns::Name::from_labels({std::string("\x01\xff\n ", 4), "example"}).value();
  bench.dns.holds(kResolver, kPtr, {odd.text()});
  bench.mail.facts[kNewAddress.text()] = greeting("\\x1b[2J evil", "\\x00");
  const auto seen = bench.look();
  REQUIRE(seen.reverse.names.size() == 1);
  for (const char c : seen.reverse.names.front().text()) CHECK((c >= 0x20 && c < 0x7f));
  REQUIRE(seen.greeting->has_value());
  CHECK((*seen.greeting)->names.empty());
}

TEST_CASE("an alias is followed, as reverse zones are delegated (RFC 2317), and one in a circle ends") {
  for (const bool is_circle : {false, true}) {
    CAPTURE(is_circle);
    Bench bench;
    const std::string target = "7.0/25.100.51.198.in-addr.arpa.";
    bench.dns.answers(kResolver, kPtr, [&](const dns::Question& asked, WallTime) {
      auto message = reply_with({name(target), dns::RrType::ptr}, {"in.proxy.example."}, 60);
      if (is_circle)
        message.answers = {{.owner = name(target), .type = 5, .ttl = 60, .data = asked.name.text()}};
      message.answers.push_back({.owner = asked.name, .type = 5, .ttl = 60, .data = target});
      return message;
    });
    bench.dns.holds(kResolver, kProxyA, {"198.51.100.7"});
    CHECK(bench.iprev() == (is_circle ? dns::Iprev::temperror : dns::Iprev::pass));
  }
}

TEST_CASE("a name that is watched is asked for at its name servers, and no cache learns of it") {
  Bench bench;
  bench.watch_at(kPtr, {kNs1, kNs2});
  bench.watch_at(kProxyA, {kNs1, kNs2});
  for (const auto* server : {"192.0.2.53", "198.51.100.53"}) {
    bench.dns.publishes(server, kPtr, {"in.proxy.example."});
    bench.dns.publishes(server, kProxyA, {"198.51.100.7"});
  }
  CHECK(bench.iprev() == dns::Iprev::pass);
  CHECK_FALSE(bench.was_asked(kResolver));
}

TEST_CASE("so is a name below the domain, and nobody is asked before the name servers are found") {
  Bench bench;
  bench.dns.holds(kResolver, kPtr, {"mail2.example.org."});
  bench.mail.facts.clear();
  bench.watch_at(kMxQuestion, {kNs1});
  const dns::Question host{name("mail2.example.org"), dns::RrType::a};
  bench.dns.publishes("192.0.2.53", host, {"198.51.100.7"});
  CHECK(bench.iprev() == dns::Iprev::pass);
  bench.known.write().records[kMxQuestion].write().authorities.clear();
  bench.dns.asked.clear();
  CHECK(bench.iprev() == dns::Iprev::temperror);
  CHECK(std::ranges::none_of(bench.dns.asked, [&](const auto& each) { return each.query.question == host; }));
}

TEST_CASE("where name servers differ only what all of them have counts; a silent one has no say") {
  Bench bench;
  bench.watch_at(kPtr, {kNs1, kNs2});
  bench.dns.publishes("192.0.2.53", kPtr, {"in.proxy.example."});
  bench.dns.holds(kResolver, kProxyA, {"198.51.100.7"});
  CHECK(bench.iprev() == dns::Iprev::pass);
  bench.dns.publishes("198.51.100.53", kPtr, {"host7.provider.example."});
  const auto seen = bench.look();
  CHECK(seen.reverse.is_disputed);
  CHECK(seen.reverse.names.empty());
}

TEST_CASE("an alias that another zone has is followed by a resolver, unless those are left alone") {
  Bench bench;
  bench.watch_at(kPtr, {kNs1});
  bench.dns.answers("192.0.2.53", kPtr, [](const dns::Question& asked, WallTime) {
    auto message = reply_with(asked, {}, 60);
    message.is_authoritative = true;
    message.answers.push_back(
        {.owner = asked.name, .type = 5, .ttl = 60, .data = "7.0/25.100.51.198.in-addr.arpa."});
    return message;
  });
  bench.dns.holds(kResolver, kPtr, {"in.proxy.example."});
  bench.dns.holds(kResolver, kProxyA, {"198.51.100.7"});
  bench.plan.records.back().stages = {dns::RrSet::of_canonical({"in.proxy.example."})};
  CHECK(bench.iprev() == dns::Iprev::pass);
}

TEST_CASE("each address is a probe, single ones that are sent from too; those have no greeting") {
  Bench bench;
  bench.plan.servers.front().sends_from = {
      {ip("198.51.100.20"), 32}, {ip("198.51.100.64"), 28}, {kNewAddress, 32}};
  std::vector<std::string> ids;
  for (const auto& each : bench.planned()) {
    if (each.id.starts_with("identity/")) ids.push_back(each.id);
  }
  CHECK(ids == std::vector<std::string>{"identity/example.org/new/198.51.100.7",
                                        "identity/example.org/new/198.51.100.20"});
  CHECK_FALSE(bench.run_for<IdentitySeen>("identity/example.org/new/198.51.100.20").greeting);
}

TEST_CASE("while nothing was told another look is wanted soon, then the interval is enough") {
  Bench bench;
  const auto planned = bench.probe("identity/");
  const cutover::Occasion occasion{.now = bench.sim.clock.wall()};
  CHECK_FALSE(planned.probe->wanted_at(*bench.known, occasion));
  auto snapshot = fold({}, bench.run(planned).front());
  CHECK(planned.probe->wanted_at(*snapshot.domains.at(kDomain), occasion));
  bench.dns.says(kResolver, kPtr, dns::rcode::kNxDomain);
  snapshot = fold(std::move(snapshot), bench.run(planned).front());
  CHECK_FALSE(planned.probe->wanted_at(*snapshot.domains.at(kDomain), occasion));
}
