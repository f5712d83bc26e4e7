#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const dns::Question kSub{name("mail.example.org"), dns::RrType::a};
const dns::Question kSoa{name("example.org"), dns::RrType::soa};
const std::string kServer = "192.0.2.53";
const std::string kSoaData = "ns1.example.org. root.example.org. 2026120101 7200 3600 1209600 300";

struct Bench : ProbeBench {
  explicit Bench(const dns::Question& question = kMxQuestion) {
    watch(question);
    plan.name_servers = {kNs1};
  }
  AuthorityAnswered ask() { return run_for<AuthorityAnswered>("authority/"); }
};

}  // namespace

TEST_CASE("an authority is asked for the serial first, then for the record, both without recursion") {
  Bench bench;
  bench.dns.publishes(kServer, kSoa, {kSoaData});
  bench.dns.publishes(kServer, kMxQuestion, {"10 mail.example.org."}, 3600);
  const auto seen = bench.ask();
  CHECK(seen.server == kNs1);
  CHECK(seen.serial == 2026120101);
  CHECK(seen.interval == Seconds{60});
  REQUIRE(seen.sighting.answer);
  CHECK(seen.sighting.answer->is_authoritative);
  CHECK(seen.sighting.answer->ttl == Seconds{3600});
  REQUIRE(bench.dns.asked.size() == 2);
  CHECK(bench.dns.asked[0].query.question == kSoa);
  CHECK(bench.dns.asked[1].query.question == kMxQuestion);
  for (const auto& asked : bench.dns.asked) CHECK_FALSE(asked.query.is_recursion_desired);
}

TEST_CASE("the zone's serial is looked for upwards from the record's name") {
  Bench bench(kSub);
  bench.dns.says(kServer, {kSub.name, dns::RrType::soa}, dns::rcode::kNoError);
  bench.dns.publishes(kServer, kSoa, {kSoaData});
  bench.dns.publishes(kServer, kSub, {"192.0.2.10"});
  CHECK(bench.ask().serial == 2026120101);
}

TEST_CASE("a serial that cannot be had costs the sample no more than the serial") {
  struct Row {
    const char* what;
    std::function<void(ScriptedDns&)> script;
  };
  const Row rows[] = {
      {"refused", [](ScriptedDns& dns) { dns.says(kServer, kSoa, dns::rcode::kRefused); }},
      {"failed", [](ScriptedDns& dns) { dns.fails(kServer, kSoa, FailureKind::unreachable); }},
      {"no number", [](ScriptedDns& dns) { dns.publishes(kServer, kSoa, {"ns root one"}); }},
      {"too few fields", [](ScriptedDns& dns) { dns.publishes(kServer, kSoa, {"ns"}); }},
      {"too large", [](ScriptedDns& dns) { dns.publishes(kServer, kSoa, {"ns root 4294967296 1 1 1 1"}); }},
      {"silence", [](ScriptedDns&) {}},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    Bench bench;
    row.script(bench.dns);
    bench.dns.publishes(kServer, kMxQuestion, {"10 mail.example.org."});
    const auto seen = bench.ask();
    CHECK(seen.serial == std::nullopt);
    REQUIRE(seen.sighting.answer);
    CHECK(seen.sighting.answer->rrset == kOldMx);
  }
}

TEST_CASE(
    "a server that wakes between the two questions is asked for the serial again, to know of no change") {
  const auto serial_after = [](std::uint32_t known, const std::string& soa_data) {
    Bench bench;
    bench.known =
        Shared(*folded({authority_says(0, kNs1, authoritative(kOldMx, 300), known)}).domains.at(kDomain));
    bool is_awake = false;
    bench.dns.answers(kServer, kSoa, [&](const dns::Question& question, WallTime) -> ScriptedDns::Reply {
      if (!std::exchange(is_awake, true)) return fail(FailureKind::timeout, "asleep");
      return reply_with(question, {soa_data}, 300);
    });
    bench.dns.publishes(kServer, kMxQuestion, {"10 mail.example.org."});
    return bench.ask().serial;
  };
  CHECK(serial_after(2026120101, kSoaData) == 2026120101);
  // Another serial may be newer than the data that came before it.
  CHECK(serial_after(2026120100, kSoaData) == std::nullopt);
}

TEST_CASE("a TTL that is raised between the two questions is not said to have been so under the old serial") {
  const auto seen_after = [](Seconds known_ttl) {
    Bench bench;
    bench.known =
        Shared(*folded({authority_says(0, kNs1, authoritative(kOldMx, known_ttl.count()), 2026120100)})
                    .domains.at(kDomain));
    bool has_changed = false;
    bench.dns.answers(kServer, kSoa, [&](const dns::Question& question, WallTime) -> ScriptedDns::Reply {
      const bool is_first = !std::exchange(has_changed, true);
      return reply_with(question, {is_first ? "ns1 root 2026120100 1 1 1 1" : kSoaData}, 300);
    });
    bench.dns.publishes(kServer, kMxQuestion, {"10 mail.example.org."}, 300);
    return std::pair(bench.ask(), bench.dns.asked.size());
  };
  const auto [raised, asked] = seen_after(Seconds{60});
  CHECK(raised.serial == 2026120101);
  CHECK(raised.sighting.answer->ttl == Seconds{300});
  CHECK(asked == 4);
  // A lower one is an authority that counts down, or shows as lowered one look later.
  CHECK(seen_after(Seconds{3600}).first.serial == 2026120100);
  CHECK(seen_after(Seconds{3600}).second == 2);
}

TEST_CASE("a server whose TTL keeps rising under one serial is asked twice, and no more") {
  Bench bench;
  bench.known =
      Shared(*folded({authority_says(0, kNs1, authoritative(kOldMx, 60), 2026120101)}).domains.at(kDomain));
  bench.dns.publishes(kServer, kSoa, {kSoaData});
  bench.dns.publishes(kServer, kMxQuestion, {"10 mail.example.org."}, 300);
  CHECK(bench.ask().serial == 2026120101);
  CHECK(bench.dns.asked.size() == 4);
}

TEST_CASE("an authority's silence is an observation") {
  Bench bench;
  const auto seen = bench.ask();
  REQUIRE_FALSE(seen.sighting.answer);
  CHECK(seen.sighting.answer.error().kind == FailureKind::timeout);
}

TEST_CASE("the authorities are those of the config, or those that the delegation names") {
  Bench bench;
  CHECK(bench.planned().size() == 1);
  bench.plan.name_servers.clear();
  CHECK_THROWS(bench.probe("authority/"));
  const auto snapshot = folded({delegation(0, std::vector{kNs1, kNs2})});
  bench.known = snapshot.domains.at(kDomain);
  CHECK(std::ranges::count_if(bench.planned(),
                              [](const auto& each) { return each.id.starts_with("authority/"); }) == 2);
}
