#include "agent/init/survey.hpp"

#include "agent/init/client_names.hpp"
#include "tests/agent/init/dns_world.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::init;
using namespace cutwatch::init::test;
using dns::RrType;

namespace {

constexpr const char* kResolver = "192.0.2.53:53";
constexpr const char* kNs = "192.0.2.51:53";
constexpr const char* kDeadNs = "192.0.2.52:53";

/// A world where example.org has two name servers, one of them dead, and everything else is absent.
struct SurveyBench {
  cutwatch::test::ProbeBench world;
  std::vector<std::string> told;
  std::string resolver = kResolver;  ///< The one that is asked.

  SurveyBench() {
    auto& dns = world.dns;
    resolver_says("example.org", RrType::ns, {"ns1.example.org", "ns2.example.org", "ns3.example.org"});
    resolver_says("ns1.example.org", RrType::a, {"192.0.2.51"});
    resolver_says("ns2.example.org", RrType::a, {"192.0.2.52"});
    for (const auto* host : {"ns1.example.org", "ns2.example.org"}) resolver_denies(host, RrType::aaaa);
    for (const auto type : {RrType::a, RrType::aaaa}) resolver_denies("ns3.example.org", type);
    resolver_denies("example.org", RrType::ds);
    for (const auto* name_of_zone : {"2.0.192.in-addr.arpa", "100.51.198.in-addr.arpa"})
      resolver_says(name_of_zone, RrType::ns, {"ns1.example.org"});
    dns.publishes(kNs, {name("example.org"), RrType::soa},
                  {"ns1.example.org. hostmaster.example.org. 1 60 5 3600 60"});
    for (const auto type : {RrType::a, RrType::aaaa, RrType::mx, RrType::txt, RrType::srv, RrType::cname})
      dns.answers_below(kNs, {name("example.org"), type}, denial);
    dns.answers_below(kNs, {name("_tcp.example.org"), RrType::srv}, denial);
    for (const auto* zone : {"2.0.192.in-addr.arpa", "100.51.198.in-addr.arpa"})
      dns.answers_below(kNs, {name(zone), RrType::ptr}, denial);
  }

  /// NXDOMAIN with authority.
  static dns::Message denial(const dns::Question& question, WallTime) {
    auto message = cutwatch::test::reply_with(question, {}, 0);
    message.rcode = dns::rcode::kNxDomain;
    message.is_authoritative = true;
    return message;
  }

  void resolver_says(const std::string& owner, RrType type, const std::vector<std::string>& data) {
    world.dns.holds(kResolver, {name(owner), type}, canonical(type, data));
  }
  void resolver_denies(const std::string& owner, RrType type) {
    world.dns.holds(kResolver, {name(owner), type}, {});
  }
  void publishes(const std::string& owner, RrType type, const std::vector<std::string>& data) {
    world.dns.publishes(kNs, {name(owner), type}, canonical(type, data), 3600);
  }

  static std::vector<std::string> canonical(RrType type, const std::vector<std::string>& data) {
    return dns::RrSet::parse(type, data).value().data();
  }

  Found run(const Wishes& wishes) {
    const std::vector<dns::Resolver> resolvers{
        {.id = "r", .endpoint = parse_endpoint(resolver, 53).value(), .operator_id = "r"}};
    Survey survey({.clock = world.sim.clock,
                   .random = world.random,
                   .dns = world.dns,
                   .smtp = world.smtp,
                   .imap = world.imap,
                   .journal = world.journal,
                   .pace = world.pace,
                   .known = world.known},
                  wishes, resolvers, [this](const std::string& what) { told.push_back(what); });
    return world.sim.run(survey.run()).value();
  }

  bool was_asked(const std::string& server, const std::string& owner) const {
    return std::ranges::any_of(world.dns.asked, [&](const auto& each) {
      return to_string(each.server) == server && each.query.question.name == name(owner);
    });
  }
};

}  // namespace

TEST_CASE("what the zone's own servers publish is found, with full TTLs, and who does not serve it") {
  SurveyBench bench;
  bench.publishes("example.org", RrType::mx, {"10 mail.example.org"});
  bench.publishes("mail.example.org", RrType::a, {"192.0.2.10"});
  bench.publishes("10.2.0.192.in-addr.arpa", RrType::ptr, {"mail.example.org"});
  bench.publishes("imap.example.org", RrType::cname, {"mail.example.org"});
  const auto found = bench.run(wishes({"mx-new.example.org"}));
  REQUIRE(found.zone);
  CHECK(found.zone->name == name("example.org"));
  REQUIRE(found.zone->servers.size() == 2);
  CHECK_FALSE(found.zone->servers[0].failure);
  CHECK(found.zone->servers[1].failure->kind == FailureKind::timeout);
  CHECK(found.zone->lost == std::vector<std::string>{"ns3.example.org."});
  const auto* mx = found.definite({name("example.org"), RrType::mx});
  REQUIRE(mx != nullptr);
  CHECK(mx->rrset.text() == "10 mail.example.org.");
  CHECK(mx->ttl == Seconds{3600});
  CHECK(mx->is_authoritative);
  CHECK(found.addresses_of(name("mail.example.org")).size() == 1);
  CHECK(found.definite({dns::reverse_name(IpAddress::v4({192, 0, 2, 10})), RrType::ptr}) != nullptr);
  CHECK(found.definite({name("mx-new.example.org"), RrType::a})->kind == dns::AnswerKind::nxdomain);
  CHECK(bench.told.front() == "the name servers of example.org.");
}

TEST_CASE("nothing that is yet to appear is asked of a resolver, which would remember that it is absent") {
  SurveyBench bench;
  bench.publishes("example.org", RrType::mx, {"10 mail.example.org"});
  bench.publishes("mail.example.org", RrType::a, {"192.0.2.10"});
  auto wished = wishes({"mx-new.example.org"});
  wished.new_addresses = {IpAddress::v4({198, 51, 100, 7})};
  bench.run(wished);
  for (const auto& host : {std::string("mx-new.example.org"), std::string("imap.example.org"),
                           std::string("_dmarc.example.org"), reverse("198.51.100.7")}) {
    CAPTURE(host);
    CHECK(bench.was_asked(kNs, host));
    CHECK_FALSE(bench.was_asked(kResolver, host));
  }
  CHECK_FALSE(bench.was_asked(kDeadNs, "mx-new.example.org"));  // once silent, it is not waited for again
}

TEST_CASE("where no name server is reached a resolver stands in for what is there, and not for what is new") {
  SurveyBench bench;
  for (const auto& type : {RrType::mx, RrType::soa})
    bench.world.dns.fails(kNs, {name("example.org"), type}, FailureKind::refused);
  bench.resolver_says("example.org", RrType::mx, {"10 mail.example.org"});
  bench.resolver_says("mail.example.org", RrType::a, {"192.0.2.10"});
  const auto found = bench.run(wishes({"mx-new.example.org"}));
  const auto* mx = found.definite({name("example.org"), RrType::mx});
  REQUIRE(mx != nullptr);
  CHECK_FALSE(mx->is_authoritative);
  CHECK(found.addresses_of(name("mail.example.org")).size() == 1);
  CHECK(found.definite({name("mx-new.example.org"), RrType::a}) == nullptr);
  CHECK_FALSE(bench.was_asked(kResolver, "mx-new.example.org"));
}

TEST_CASE("where nobody answers the survey ends in time and says so") {
  SurveyBench bench;
  bench.resolver = "192.0.2.99";
  const auto begun = bench.world.sim.clock.steady();
  const auto found = bench.run(wishes({"mx-new.example.org"}));
  CHECK_FALSE(found.zone);
  CHECK(found.definite({name("example.org"), RrType::mx}) == nullptr);
  CHECK(bench.world.sim.clock.steady() - begun <= kPatience + Seconds{60});
}
