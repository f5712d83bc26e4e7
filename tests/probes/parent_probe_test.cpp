#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

using enum dns::RrType;
const std::string kResolver = "192.0.2.1";
const std::string kServer = "192.0.2.53";
const std::string kParent = "198.51.100.99";
using Names = std::set<std::string>;

dns::Question ask_for(std::string_view owner, dns::RrType type) { return {name(owner), type}; }

struct Bench : ProbeBench {
  explicit Bench(const dns::Question& question = kMxQuestion) {
    watch(question);
    resolvers = {{"one", endpoint(kResolver), "one"}};
    known = folded({DelegationFound{
                       .domain = kDomain, .record = question, .at = at(0), .servers = std::vector{kNs1}}})
                .domains.at(kDomain);
    dns.holds(kResolver, ask_for("org", ns), {"a.parent.example."});
    dns.holds(kResolver, ask_for("a.parent.example", a), {kParent});
    dns.publishes(kServer, ask_for("example.org", ns), {"ns1.example.org.", "ns2.example.org."});
  }
  void parent_refers_to(std::vector<std::string> names) {
    dns.answers(kParent, ask_for("example.org", ns), [names](const dns::Question& asked, WallTime) {
      auto message = reply_with(asked, {}, 0);
      for (const auto& each : names)
        message.authority.push_back({.owner = asked.name, .type = 2, .ttl = 172'800, .data = each});
      return message;
    });
  }
  Result<dns::DelegationSides> look() { return run_for<DelegationCompared>("parent/").sides; }
};

}  // namespace

TEST_CASE("the parent's referral is set beside what the zone says, both asked without recursion") {
  Bench bench;
  bench.parent_refers_to({"ns1.example.org.", "ns3.example.org."});
  const auto sides = bench.look();
  REQUIRE(sides);
  CHECK(sides->zone == name("example.org"));
  CHECK(sides->only_parent() == Names{"ns3.example.org."});
  CHECK(sides->only_child() == Names{"ns2.example.org."});
  for (const auto& asked : bench.dns.asked)
    CHECK(asked.query.is_recursion_desired == (asked.server == endpoint(kResolver)));
}

TEST_CASE("the glue of servers in the zone is set beside the addresses that the zone gives them") {
  Bench bench;
  bench.dns.answers(kParent, ask_for("example.org", ns), [](const dns::Question& asked, WallTime) {
    auto message = reply_with(asked, {}, 0);
    for (const auto* each : {"ns1.example.org.", "ns2.example.org."})
      message.authority.push_back({.owner = asked.name, .type = 2, .ttl = 172'800, .data = each});
    message.glue = {{.owner = name("ns1.example.org"), .type = 1, .ttl = 172'800, .data = "192.0.2.99"},
                    {.owner = name("ns2.example.org"), .type = 1, .ttl = 172'800, .data = "198.51.100.53"}};
    return message;
  });
  bench.dns.publishes(kServer, ask_for("ns1.example.org", a), {"192.0.2.53"});
  bench.dns.publishes(kServer, ask_for("ns1.example.org", aaaa), {});
  bench.dns.publishes(kServer, ask_for("ns2.example.org", a), {"198.51.100.53"});
  bench.dns.fails(kServer, ask_for("ns2.example.org", aaaa), FailureKind::timeout);
  const auto sides = bench.look();
  REQUIRE(sides);
  CHECK(sides->findings() ==
        std::vector<std::string>{"only the parent gives ns1.example.org. the address 192.0.2.99",
                                 "only the zone itself gives ns1.example.org. the address 192.0.2.53"});
  CHECK_FALSE(sides->addresses.contains("ns2.example.org."));
  for (const auto& asked : bench.dns.asked)
    CHECK(asked.query.is_recursion_desired == (asked.server == endpoint(kResolver)));
}

TEST_CASE("the zone is found above a name that has no servers of its own") {
  const dns::Question host{name("mail.example.org"), a};
  Bench bench(host);
  bench.dns.answers(kServer, ask_for("mail.example.org", ns), [](const dns::Question& asked, WallTime) {
    auto message = reply_with(asked, {}, 0);
    message.is_authoritative = true;
    return message;
  });
  bench.parent_refers_to({"ns1.example.org.", "ns2.example.org."});
  const auto sides = bench.look();
  REQUIRE(sides);
  CHECK(sides->zone == name("example.org"));
  CHECK(sides->only_parent().empty());
  CHECK(sides->only_child().empty());
}

TEST_CASE("where the parent cannot be asked nothing is claimed") {
  Bench silent;
  CHECK_FALSE(silent.look());

  Bench nameless;
  nameless.dns.says(kResolver, ask_for("a.parent.example", a), dns::rcode::kNxDomain);
  nameless.dns.says(kResolver, ask_for("a.parent.example", aaaa), dns::rcode::kNxDomain);
  CHECK_FALSE(nameless.look());

  Bench refused;
  refused.dns.says(kParent, ask_for("example.org", ns), dns::rcode::kRefused);
  CHECK_FALSE(refused.look());

  // It serves the zone itself: what it says is the zone's side.
  Bench both;
  both.dns.publishes(kParent, ask_for("example.org", ns), {"ns1.example.org."});
  CHECK_FALSE(both.look());

  Bench mute;
  mute.dns.fails(kServer, ask_for("example.org", ns), FailureKind::timeout);
  CHECK_FALSE(mute.look());
}

TEST_CASE("the next server of the parent is asked where one does not answer") {
  Bench bench;
  bench.dns.holds(kResolver, ask_for("org", ns), {"0.parent.example.", "a.parent.example."});
  bench.dns.holds(kResolver, ask_for("0.parent.example", a), {"198.51.100.1"});
  bench.parent_refers_to({"ns1.example.org.", "ns2.example.org."});
  CHECK(bench.look());
}

TEST_CASE("parents are asked seldom, once a name, and not where the servers are configured or not found") {
  Bench bench;
  bench.watch({name("example.org"), txt});
  const auto planned = bench.planned();
  CHECK(std::ranges::count_if(planned, [](const auto& each) { return each.id.starts_with("parent/"); }) == 1);
  CHECK(bench.probe("parent/").interval == std::chrono::minutes{10});
  bench.plan.name_servers = {kNs1};
  CHECK_THROWS(bench.probe("parent/"));
  bench.plan.name_servers.clear();
  bench.known = Shared<DomainState>();
  CHECK_THROWS(bench.probe("parent/"));
}
