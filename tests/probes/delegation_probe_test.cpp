#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

using enum dns::RrType;
const dns::Question kHost{name("mail.example.org"), a};
const std::string kOne = "192.0.2.1";
const std::string kTwo = "192.0.2.2";

dns::Question ask_for(std::string_view owner, dns::RrType type) { return {name(owner), type}; }

struct Bench : ProbeBench {
  explicit Bench(const dns::Question& question = kMxQuestion) {
    watch(question);
    resolvers = {{"one", endpoint(kOne), "one"}, {"two", endpoint(kTwo), "two"}};
  }
  Result<std::vector<dns::NameServer>> look() { return run_for<DelegationFound>("delegation/").servers; }
  void addresses(std::string_view host, std::vector<std::string> v4, std::vector<std::string> v6 = {}) {
    dns.holds(kOne, ask_for(host, a), std::move(v4));
    dns.holds(kOne, ask_for(host, aaaa), std::move(v6));
  }
};

}  // namespace

TEST_CASE("the servers of a zone are its NS records' names and all their addresses") {
  Bench bench;
  bench.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org.", "ns2.example.net."});
  bench.addresses("ns1.example.org", {"192.0.2.53", "192.0.2.54"}, {"2001:db8::53"});
  bench.addresses("ns2.example.net", {"198.51.100.53"});
  const auto servers = bench.look();
  REQUIRE(servers);
  CHECK(*servers == std::vector<dns::NameServer>{{"ns1.example.org.", endpoint("192.0.2.53")},
                                                 {"ns1.example.org.", endpoint("192.0.2.54")},
                                                 {"ns1.example.org.", endpoint("2001:db8::53")},
                                                 {"ns2.example.net.", endpoint("198.51.100.53")}});
}

TEST_CASE("a zone cut below the domain is found first, absence on the way up is passed over") {
  for (const auto code : {dns::rcode::kNoError, dns::rcode::kNxDomain}) {
    Bench above(kHost);
    above.dns.says(kOne, ask_for("mail.example.org", ns), code);
    above.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org."});
    above.addresses("ns1.example.org", {"192.0.2.53"});
    REQUIRE(above.look());
  }
  Bench cut(kHost);
  cut.dns.holds(kOne, ask_for("mail.example.org", ns), {"ns.mail.example."});
  cut.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org."});
  cut.addresses("ns.mail.example", {"192.0.2.99"});
  const auto servers = cut.look();
  REQUIRE(servers);
  CHECK(servers->front().name == "ns.mail.example.");
}

TEST_CASE("an alias is no zone of its own") {
  Bench bench(kHost);
  bench.dns.answers(kOne, ask_for("mail.example.org", ns), [](const dns::Question& asked, WallTime) {
    dns::Message message;
    message.answers = {{.owner = asked.name, .type = 5, .ttl = 60, .data = "other.example."},
                       {.owner = name("other.example"), .type = 2, .ttl = 60, .data = "ns.other.example."}};
    return message;
  });
  bench.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org."});
  bench.addresses("ns1.example.org", {"192.0.2.53"});
  const auto servers = bench.look();
  REQUIRE(servers);
  CHECK(servers->front().name == "ns1.example.org.");
}

TEST_CASE("a look that fails says so and takes nothing for absence") {
  Bench failing;
  for (const auto& server : {kOne, kTwo})
    failing.dns.says(server, ask_for("example.org", ns), dns::rcode::kServFail);
  const auto servfail = failing.look();
  REQUIRE_FALSE(servfail);
  CHECK(servfail.error().kind == FailureKind::protocol);

  Bench silent;
  const auto silence = silent.look();
  REQUIRE_FALSE(silence);
  CHECK(silence.error().kind == FailureKind::timeout);

  Bench nameless;
  nameless.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org."});
  nameless.addresses("ns1.example.org", {});
  CHECK_FALSE(nameless.look());

  Bench rootless;
  for (const auto* zone : {"example.org", "org", "."})
    rootless.dns.says(kOne, ask_for(zone, ns), dns::rcode::kNxDomain);
  CHECK_FALSE(rootless.look());

  Bench nobody;
  nobody.resolvers.clear();
  const auto none = nobody.look();
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == FailureKind::unreachable);
}

TEST_CASE("a server whose one family cannot be looked up is known by the other") {
  Bench bench;
  bench.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org."});
  bench.dns.holds(kOne, ask_for("ns1.example.org", a), {"192.0.2.53"});
  const auto servers = bench.look();  // no AAAA: silence
  REQUIRE(servers);
  CHECK(servers->size() == 1);
}

TEST_CASE("a family that cannot be looked up takes none of the addresses that are known of it") {
  const auto v4 = dns::NameServer{"ns1.example.org.", endpoint("192.0.2.53")};
  const auto v6 = dns::NameServer{"ns1.example.org.", endpoint("2001:db8::53")};
  struct Row {
    const char* what;
    std::optional<std::uint16_t> says;
    std::vector<dns::NameServer> servers;
  };
  const Row rows[] = {{"silence", std::nullopt, {v4, v6}},
                      {"SERVFAIL", dns::rcode::kServFail, {v4, v6}},
                      {"no such data", dns::rcode::kNoError, {v4}}};
  for (const auto& row : rows) {
    INFO(row.what);
    Bench bench;
    bench.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org."});
    bench.dns.holds(kOne, ask_for("ns1.example.org", a), {"192.0.2.53"});
    for (const auto& server : {kOne, kTwo})
      if (row.says) bench.dns.says(server, ask_for("ns1.example.org", aaaa), *row.says);
    bench.known = folded({delegation(0, std::vector{v4, v6, kNs2})}).domains.at(kDomain);
    const auto servers = bench.look();
    REQUIRE(servers);
    CHECK(*servers == row.servers);
  }
}

TEST_CASE("name servers that have no address are named") {
  Bench bench;
  bench.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org.", "ns2.example.org."});
  for (const auto* host : {"ns1.example.org", "ns2.example.org"}) bench.addresses(host, {});
  const auto servers = bench.look();
  REQUIRE_FALSE(servers);
  CHECK(servers.error().detail ==
        "the name servers are ns1.example.org., ns2.example.org., none of which has an address");
}

TEST_CASE("a server that cannot be looked up at all makes the look fail: it is still an authority") {
  Bench bench;
  bench.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org.", "ns2.example.org."});
  bench.dns.holds(kOne, ask_for("ns1.example.org", a), {"192.0.2.53"});
  CHECK_FALSE(bench.look());  // ns2: silence
}

TEST_CASE("none is left out where there are more than are asked: the look fails") {
  for (const int extra : {0, 1}) {
    CAPTURE(extra);
    Bench bench;
    std::vector<std::string> names;
    for (int i = 0; i < 13 + extra; ++i) {
      names.push_back(fmt::format("ns{:02}.example.org.", i));
      bench.addresses(names.back(), {fmt::format("192.0.2.{}", 100 + i)},
                      {fmt::format("2001:db8::{}", i + 1)});
    }
    bench.dns.holds(kOne, ask_for("example.org", ns), names);
    const auto servers = bench.look();
    CHECK(servers.has_value() == (extra == 0));
    if (servers) {
      CHECK(servers->size() == 26);
    } else {
      CHECK(servers.error().kind == FailureKind::protocol);
      CHECK(servers.error().detail.starts_with(
          "more name servers than are asked, which is 26 addresses: ns00"));
      CHECK(servers.error().detail.ends_with("; name them in name_servers"));
    }
  }
}

TEST_CASE("a name server whose name is none is not passed over: the look fails") {
  Bench bench;
  bench.dns.answers(kOne, ask_for("example.org", ns), [](const dns::Question& asked, WallTime) {
    dns::Message message;
    message.answers = {{.owner = asked.name, .type = 2, .ttl = 60, .data = "ns1.example.org."},
                       {.owner = asked.name, .type = 2, .ttl = 60, .data = "ns2..example.org."}};
    return message;
  });
  bench.addresses("ns1.example.org", {"192.0.2.53"});
  const auto servers = bench.look();
  REQUIRE_FALSE(servers);
  CHECK(servers.error().kind == FailureKind::protocol);
  CHECK(servers.error().detail.contains("ns2..example.org."));
}

TEST_CASE("the next resolver is asked where one fails") {
  Bench bench;
  bench.dns.says(kOne, ask_for("example.org", ns), dns::rcode::kRefused);
  bench.dns.holds(kTwo, ask_for("example.org", ns), {"ns1.example.org."});
  bench.addresses("ns1.example.org", {"192.0.2.53"});
  CHECK(bench.look());
}

TEST_CASE("resolvers that are silent hold up the look for a moment each, and once") {
  const std::string near = "127.0.0.1";  // without a pace of its own
  Bench bench;
  bench.resolvers = {{"mute-1", endpoint("192.0.2.101"), "one"},
                     {"mute-2", endpoint("192.0.2.102"), "two"},
                     {"mute-3", endpoint("192.0.2.103"), "three"},
                     {"good", endpoint(near), "four"}};
  bench.dns.holds(near, ask_for("example.org", ns), {"ns1.example.org.", "ns2.example.org."});
  bench.dns.holds(near, ask_for("ns1.example.org", a), {"192.0.2.53"});
  bench.dns.holds(near, ask_for("ns1.example.org", aaaa), {});
  bench.dns.holds(near, ask_for("ns2.example.org", a), {"192.0.2.54"});
  bench.dns.holds(near, ask_for("ns2.example.org", aaaa), {});
  const auto begun = bench.sim.clock.steady();
  const auto servers = bench.look();
  REQUIRE(servers);
  CHECK(servers->size() == 2);
  CHECK(bench.sim.clock.steady() - begun < Millis{2000});
  CHECK(bench.dns.asked.size() == 3 + 5);  // the five questions, of which one was put to the mute ones too
}

TEST_CASE(
    "a resolver whose operator has had its questions is waited for, the silent ones are not asked instead") {
  Bench bench;
  bench.resolvers = {{"mute", endpoint("192.0.2.101"), "one"}, {"good", endpoint(kOne), "two"}};
  bench.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org.", "ns2.example.org."});
  bench.addresses("ns1.example.org", {"192.0.2.53"});
  bench.addresses("ns2.example.org", {"192.0.2.54"});
  const auto begun = bench.sim.clock.steady();
  REQUIRE(bench.look());
  CHECK(bench.sim.clock.steady() - begun >= Millis{4000 - 500});  // three at once, two more
  CHECK(bench.sim.clock.steady() - begun < Millis{6000});
  CHECK(bench.dns.asked.size() == 1 + 5);
}

TEST_CASE("a resolver that answered lately is asked first") {
  Bench bench;
  bench.dns.holds(kTwo, ask_for("example.org", ns), {"ns1.example.org."});
  bench.dns.holds(kTwo, ask_for("ns1.example.org", a), {"192.0.2.53"});
  bench.dns.holds(kTwo, ask_for("ns1.example.org", aaaa), {});
  bench.known = folded({resolver_says(0, "one", fail(FailureKind::timeout)),
                        resolver_says(0, "two", answer(kOldMx, 300))})
                    .domains.at(kDomain);
  REQUIRE(bench.look());
  for (const auto& asked : bench.dns.asked) CHECK(asked.server == endpoint(kTwo));
}

TEST_CASE("delegations are not looked for where the servers are configured, and less often once found") {
  Bench bench;
  CHECK(bench.probe("delegation/").interval == Seconds{60});
  const auto snapshot = folded({delegation(0, std::vector{kNs1})});
  bench.known = snapshot.domains.at(kDomain);
  CHECK(bench.probe("delegation/").interval == std::chrono::minutes{10});
  // After a restart the servers are known, and nobody has looked whether they are still those.
  bench.known = folded({authority_says(0, kNs1, authoritative(kOldMx, 300))}).domains.at(kDomain);
  CHECK(bench.probe("delegation/").interval == Seconds{60});
  bench.plan.name_servers = {kNs1};
  CHECK_THROWS(bench.probe("delegation/"));
}

TEST_CASE("a name that is yet to appear is not asked for its name servers, the domain is") {
  Bench bench(kHost);
  bench.plan.records.front().stages = {kAbsent, dns::RrSet::of_canonical({"192.0.2.10"})};
  bench.dns.holds(kOne, ask_for("example.org", ns), {"ns1.example.org."});
  bench.addresses("ns1.example.org", {"192.0.2.53"});
  REQUIRE(bench.look());
  for (const auto& asked : bench.dns.asked) CHECK(asked.query.question.name != kHost.name);
}

TEST_CASE(
    "a PTR's servers are those of its reverse zone; one that is yet to appear is not asked for by name") {
  const dns::Question reverse{name("7.100.51.198.in-addr.arpa"), ptr};
  for (const bool is_to_appear : {false, true}) {
    CAPTURE(is_to_appear);
    Bench bench(reverse);
    const auto own = dns::RrSet::parse(ptr, {"mail.example.org"}).value();
    const auto generic = dns::RrSet::parse(ptr, {"host7.provider.example"}).value();
    bench.plan.records.front().stages = {is_to_appear ? dns::RrSet() : generic, own};
    bench.dns.says(kOne, ask_for("7.100.51.198.in-addr.arpa", ns), dns::rcode::kNoError);
    bench.dns.holds(kOne, ask_for("100.51.198.in-addr.arpa", ns), {"ns.provider.example."});
    bench.addresses("ns.provider.example", {"203.0.113.53"});
    const auto servers = bench.look();
    REQUIRE(servers);
    CHECK(*servers == std::vector<dns::NameServer>{{"ns.provider.example.", endpoint("203.0.113.53")}});
    CHECK((bench.dns.asked.front().query.question.name == reverse.name) == !is_to_appear);
  }
}
