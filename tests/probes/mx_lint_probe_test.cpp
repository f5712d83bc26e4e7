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
    see(authority_says(0, kNs1, authoritative(published, 300)));
  }
  void see(const Observation& observation) {
    snapshot = fold(snapshot, observation);
    known = snapshot.domains.at(kDomain);
  }
  /// The problems that are known after one more look.
  std::optional<std::set<dns::MxProblem>> look() {
    for (const auto& observation : run("mx_lint/")) see(observation);
    return known->mx_problems();
  }
  Snapshot snapshot;
};

}  // namespace

TEST_CASE("the targets of the published MX are looked up and judged") {
  Bench good;
  good.dns.holds("192.0.2.1", kHostA, {"192.0.2.10"});
  good.dns.says("192.0.2.1", kHostAaaa, dns::rcode::kNoError);
  CHECK(good.look() == std::set<dns::MxProblem>{});

  Bench gone;
  gone.dns.says("192.0.2.1", kHostA, dns::rcode::kNxDomain);
  gone.dns.says("192.0.2.1", kHostAaaa, dns::rcode::kNxDomain);
  CHECK(gone.look() == std::set{dns::MxProblem::unresolvable});
}

TEST_CASE("one SERVFAIL is no finding, the same five minutes later is") {
  Bench bench;
  bench.dns.says("192.0.2.1", kHostA, dns::rcode::kServFail);
  bench.dns.says("192.0.2.1", kHostAaaa, dns::rcode::kServFail);
  CHECK(bench.look() == std::nullopt);
  CHECK(bench.look() == std::set{dns::MxProblem::unresolvable});
  bench.dns.holds("192.0.2.1", kHostA, {"192.0.2.10"});
  CHECK(bench.look() == std::set<dns::MxProblem>{});
}

TEST_CASE("what needs no look-up is found without one") {
  Bench bench(mx({"0 ."}));
  CHECK(bench.look() == std::set{dns::MxProblem::null_mx});
  CHECK(bench.dns.asked.empty());
}

TEST_CASE("no evidence is no finding") {
  Bench silent;
  CHECK(silent.look() == std::nullopt);
  Bench before;
  before.known = Shared<DomainState>();
  CHECK(before.run("mx_lint/").empty());
  CHECK(before.dns.asked.empty());
}

TEST_CASE("a look that is not complete retracts nothing that it did not look at again") {
  Bench bench(mx({"10 192.0.2.1", "20 gone.example.org", "30 mail.example.org"}));
  const dns::Question gone{name("gone.example.org"), dns::RrType::a};
  const dns::Question alias{name("mail.example.org"), dns::RrType::a};
  bench.dns.says("192.0.2.1", gone, dns::rcode::kNxDomain);
  bench.dns.answers("192.0.2.1", alias, [](const dns::Question& asked, WallTime) {
    auto message = reply_with({name("host.example.org"), dns::RrType::a}, {"192.0.2.10"}, 60);
    message.answers.push_back({.owner = asked.name, .type = 5, .ttl = 60, .data = "host.example.org."});
    return message;
  });
  using enum dns::MxProblem;
  CHECK(bench.look() == std::set{ip_literal, unresolvable, cname});
  bench.dns.fails("192.0.2.1", gone, FailureKind::timeout);
  CHECK(bench.look() == std::set{ip_literal, unresolvable, cname});
  bench.dns.holds("192.0.2.1", alias, {"192.0.2.10"});  // looked at again: no alias any more
  CHECK(bench.look() == std::set{ip_literal, unresolvable});
  bench.dns.holds("192.0.2.1", gone, {"192.0.2.11"});
  CHECK(bench.look() == std::set{ip_literal});
}

TEST_CASE("what is not published any more has no problem") {
  Bench bench(mx({"10 gone.example.org"}));
  bench.dns.says("192.0.2.1", {name("gone.example.org"), dns::RrType::a}, dns::rcode::kNxDomain);
  CHECK(bench.look() == std::set{dns::MxProblem::unresolvable});
  bench.see(authority_says(60, kNs1, authoritative(kOldMx, 300)));
  CHECK(bench.look() == std::nullopt);  // nothing is known of the new target yet
  bench.dns.holds("192.0.2.1", kHostA, {"192.0.2.10"});
  CHECK(bench.look() == std::set<dns::MxProblem>{});
}

TEST_CASE("judged is what servers publish whose last answer is good") {
  Bench bench(mx({"0 ."}));
  bench.see(authority_says(60, kNs1, fail(FailureKind::timeout)));
  CHECK(bench.look() == std::nullopt);
  bench.see(authority_says(60, kNs2, authoritative(mx({"10 192.0.2.1"}), 300)));
  CHECK(bench.look() == std::set{dns::MxProblem::ip_literal});
  bench.see(authority_says(120, kNs1, answer(mx({"0 ."}), 300)));  // without authority
  CHECK(bench.look() == std::set{dns::MxProblem::ip_literal});
  bench.see(authority_says(180, kNs1, authoritative(mx({"0 ."}), 300)));
  CHECK(bench.look() == std::set{dns::MxProblem::ip_literal, dns::MxProblem::null_mx});
}

TEST_CASE("a pass that nothing confirms any more is no evidence: the servers fail, or the resolvers do") {
  for (const bool are_authorities_failing : {true, false}) {
    CAPTURE(are_authorities_failing);
    Bench bench;
    bench.dns.holds("192.0.2.1", kHostA, {"192.0.2.10"});
    CHECK(bench.look() == std::set<dns::MxProblem>{});
    if (are_authorities_failing) bench.see(authority_says(60, kNs1, fail(FailureKind::timeout)));
    if (!are_authorities_failing) bench.dns.fails("192.0.2.1", kHostA, FailureKind::timeout);
    for (int look = 0; look < 3; ++look) CHECK(bench.look() == std::set<dns::MxProblem>{});
    CHECK(bench.look() == std::nullopt);
    bench.see(authority_says(120, kNs1, authoritative(kOldMx, 300)));
    bench.dns.holds("192.0.2.1", kHostA, {"192.0.2.10"});
    CHECK(bench.look() == std::set<dns::MxProblem>{});
  }
}

TEST_CASE("a problem stays while no server's last answer is good") {
  Bench bench(mx({"0 ."}));
  CHECK(bench.look() == std::set{dns::MxProblem::null_mx});
  bench.see(authority_says(60, kNs1, fail(FailureKind::timeout)));
  for (int look = 0; look < 5; ++look) CHECK(bench.look() == std::set{dns::MxProblem::null_mx});
}

TEST_CASE("the lint is planned only where the MX of the domain is watched") {
  Bench bench;
  bench.plan.records.front().question = kHostA;
  CHECK_THROWS(bench.probe("mx_lint/"));
}

TEST_CASE(
    "a target whose own record is about to change, or to appear, is not asked for, and what is known stays") {
  Bench bench;
  bench.dns.holds("192.0.2.1", kHostA, {"192.0.2.10"});
  CHECK(bench.look() == std::set<dns::MxProblem>{});
  bench.watch(kHostA, {dns::RrSet(), dns::RrSet::of_canonical({"192.0.2.10"})});
  bench.see(AuthorityAnswered{.domain = kDomain,
                              .record = kHostA,
                              .server = kNs1,
                              .serial = 1,
                              .sighting = sighting(1, authoritative(kAbsent, 300))});
  bench.dns.says("192.0.2.1", kHostA, dns::rcode::kNxDomain);
  const auto asked = bench.dns.asked.size();
  CHECK(bench.look() == std::set<dns::MxProblem>{});
  CHECK(bench.dns.asked.size() == asked);
}
