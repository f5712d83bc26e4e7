#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const dns::Question kHostA{name("mail.example.org"), dns::RrType::a};
const dns::Question kHostAaaa{name("mail.example.org"), dns::RrType::aaaa};

struct Bench : ProbeBench {
  explicit Bench(const dns::RrSet& published = kOldMx) {
    watch(kMxQuestion);
    resolvers = {{"one", endpoint("192.0.2.1"), "one"}};
    const auto snapshot = folded({authority_says(0, kNs1, authoritative(published, 300))});
    known = snapshot.domains.at(kDomain);
  }
};

}  // namespace

TEST_CASE("the targets of the published MX are looked up and judged") {
  Bench good;
  good.dns.holds("192.0.2.1", kHostA, {"192.0.2.10"});
  good.dns.says("192.0.2.1", kHostAaaa, dns::rcode::kNoError);
  CHECK(good.run_for<MxLinted>("mx_lint/").problems.empty());

  Bench gone;
  gone.dns.says("192.0.2.1", kHostA, dns::rcode::kNxDomain);
  gone.dns.says("192.0.2.1", kHostAaaa, dns::rcode::kNxDomain);
  CHECK(gone.run_for<MxLinted>("mx_lint/").problems == std::set{dns::MxProblem::unresolvable});
}

TEST_CASE("what needs no look-up is found without one") {
  Bench bench(mx({"0 ."}));
  CHECK(bench.run_for<MxLinted>("mx_lint/").problems == std::set{dns::MxProblem::null_mx});
  CHECK(bench.dns.asked.empty());
}

TEST_CASE("no evidence is no finding") {
  Bench silent;
  CHECK(silent.run("mx_lint/").empty());
  Bench before;
  before.known = Shared<DomainState>();
  CHECK(before.run("mx_lint/").empty());
  CHECK(before.dns.asked.empty());
}

TEST_CASE("the lint is planned only where the MX of the domain is watched") {
  Bench bench;
  bench.plan.records.front().question = kHostA;
  CHECK_THROWS(bench.probe("mx_lint/"));
}
