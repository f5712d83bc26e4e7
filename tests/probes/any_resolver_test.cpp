#include "probes/any_resolver.hpp"

#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const dns::Question kHostA{name("mail.example.org"), dns::RrType::a};

struct Bench : ProbeBench {
  explicit Bench(int count) {
    for (int i = 1; i <= count; ++i) resolvers.push_back({id(i), endpoint(address(i)), id(i)});
  }
  static std::string id(int number) { return fmt::format("r{}", number); }
  static std::string address(int number) { return fmt::format("192.0.2.{}", number); }

  Result<dns::Answer> ask(AnyResolver& any) {
    begun = sim.clock.steady();
    return sim.run(any.ask(kHostA)).value();
  }
  AnyResolver any() {
    return {{.clock = sim.clock,
             .random = random,
             .dns = dns,
             .smtp = smtp,
             .imap = imap,
             .journal = journal,
             .pace = pace,
             .known = known},
            resolvers};
  }
  Millis took() const { return std::chrono::duration_cast<Millis>(sim.clock.steady() - begun); }
  std::vector<Endpoint> asked() const {
    std::vector<Endpoint> servers;
    for (const auto& each : dns.asked) servers.push_back(each.server);
    return servers;
  }

  SteadyTime begun;
};

}  // namespace

TEST_CASE("who answered is asked first the next time, and alone while it answers") {
  Bench bench(3);
  bench.dns.holds("192.0.2.2", kHostA, {"192.0.2.10"});
  bench.dns.holds("192.0.2.3", kHostA, {"192.0.2.10"});
  auto any = bench.any();
  CHECK(bench.ask(any)->kind == dns::AnswerKind::records);
  CHECK(bench.took() == kResolverStagger + bench.dns.delay);
  bench.dns.asked.clear();
  CHECK(bench.ask(any));
  CHECK(bench.took() == bench.dns.delay);
  CHECK(bench.asked() == std::vector{endpoint("192.0.2.2")});
}

TEST_CASE("an answer that is not definite makes way for the next at once, and beats silence") {
  Bench bench(3);
  bench.dns.says("192.0.2.1", kHostA, dns::rcode::kServFail);
  bench.dns.says("192.0.2.2", kHostA, dns::rcode::kNxDomain);
  auto any = bench.any();
  CHECK(bench.ask(any)->kind == dns::AnswerKind::nxdomain);
  CHECK(bench.took() == 2 * bench.dns.delay);

  Bench silent(3);
  silent.dns.says("192.0.2.2", kHostA, dns::rcode::kServFail);
  auto some = silent.any();
  CHECK(silent.ask(some)->kind == dns::AnswerKind::servfail);
}

TEST_CASE("a question is put to a few resolvers only") {
  Bench bench(30);
  auto any = bench.any();
  const auto answer = bench.ask(any);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == FailureKind::timeout);
  CHECK(bench.dns.asked.size() == kMostResolversAsked);
  CHECK(bench.took() < Seconds{8});
}

TEST_CASE("resolvers that answered the domain's probes come first, those that failed last") {
  Bench bench(4);
  bench.known = folded({resolver_says(0, "r1", fail(FailureKind::timeout)),
                        resolver_says(0, "r2", answer_of_kind(dns::AnswerKind::servfail)),
                        resolver_says(0, "r4", answer(kOldMx, 300))})
                    .domains.at(kDomain);
  auto any = bench.any();
  CHECK_FALSE(bench.ask(any));
  CHECK(bench.asked() == std::vector{endpoint("192.0.2.4"), endpoint("192.0.2.3"), endpoint("192.0.2.1"),
                                     endpoint("192.0.2.2")});
}
