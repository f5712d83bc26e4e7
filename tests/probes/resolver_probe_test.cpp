#include "probes/ask.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

struct Bench : ProbeBench {
  Bench() {
    watch(kMxQuestion);
    resolvers = {{"google", endpoint("192.0.2.1"), "google"}};
  }
  ResolverAnswered ask() { return run_for<ResolverAnswered>("resolver/"); }
};

}  // namespace

TEST_CASE("a resolver is asked for the record, with recursion, and its answer observed") {
  Bench bench;
  bench.dns.holds("192.0.2.1", kMxQuestion, {"10 mail.example.org."}, 120);
  const auto seen = bench.ask();
  CHECK(seen.domain == kDomain);
  CHECK(seen.record == kMxQuestion);
  CHECK(seen.resolver == "google");
  REQUIRE(seen.sighting.answer);
  CHECK(seen.sighting.answer->rrset == kOldMx);
  CHECK(seen.sighting.answer->ttl == Seconds{120});
  CHECK(seen.sighting.sent == kStart);
  CHECK(seen.sighting.ended == kStart + Millis{20});
  CHECK(seen.sighting.duration == Millis{20});
  REQUIRE(bench.dns.asked.size() == 1);
  CHECK(bench.dns.asked[0].query.is_recursion_desired);
}

TEST_CASE("every failure of a resolver is an observation") {
  struct Row {
    const char* what;
    std::function<void(ScriptedDns&)> script;
    Result<dns::AnswerKind> kind;
  };
  const Row rows[] = {
      {"silence", [](ScriptedDns&) {}, fail(FailureKind::timeout)},
      {"SERVFAIL", [](ScriptedDns& dns) { dns.says("192.0.2.1", kMxQuestion, dns::rcode::kServFail); },
       dns::AnswerKind::servfail},
      {"REFUSED", [](ScriptedDns& dns) { dns.says("192.0.2.1", kMxQuestion, dns::rcode::kRefused); },
       dns::AnswerKind::refused},
      {"NXDOMAIN", [](ScriptedDns& dns) { dns.says("192.0.2.1", kMxQuestion, dns::rcode::kNxDomain); },
       dns::AnswerKind::nxdomain},
      {"NODATA", [](ScriptedDns& dns) { dns.says("192.0.2.1", kMxQuestion, dns::rcode::kNoError); },
       dns::AnswerKind::nodata},
      {"ICMP", [](ScriptedDns& dns) { dns.fails("192.0.2.1", kMxQuestion, FailureKind::unreachable); },
       fail(FailureKind::unreachable)},
      {"held back", [](ScriptedDns& dns) { dns.fails("192.0.2.1", kMxQuestion, FailureKind::limited); },
       fail(FailureKind::limited)},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    Bench bench;
    row.script(bench.dns);
    const auto seen = bench.ask();
    REQUIRE(seen.sighting.answer.has_value() == row.kind.has_value());
    if (row.kind) {
      CHECK(seen.sighting.answer->kind == *row.kind);
    } else {
      CHECK(seen.sighting.answer.error().kind == row.kind.error().kind);
    }
  }
}

TEST_CASE("a silent resolver is waited for long enough for stale answers, and no longer") {
  Bench bench;
  const auto seen = bench.ask();
  CHECK(seen.sighting.ended - seen.sighting.sent == kDnsPatience);
  CHECK(kDnsPatience >= Millis{5000});
}

TEST_CASE("a cache that counts down shows one copy") {
  Bench bench;
  bench.dns.caches("192.0.2.1", kMxQuestion, {"10 mail.example.org."}, 100);
  Snapshot snapshot;
  for (int i = 0; i < 9; ++i) {
    snapshot = fold(std::move(snapshot), bench.ask());
    bench.sim.advance(Seconds{10});
  }
  CHECK(record_of(snapshot).resolvers.at("google")->entries.size() == 1);
}
