#include "agent/watch/change_lines.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const cutover::WatchedRecord kRecord{.question = kMxQuestion, .stages = {kOldMx, kLastMx}};
const std::vector<dns::Resolver> kResolvers{{"google", endpoint("192.0.2.1"), "google"}};
using Lines = std::vector<std::string>;

struct Bench {
  ChangeLines lines;
  Snapshot snapshot;
  Lines after(double now, const std::vector<Observation>& observations = {}) {
    snapshot = folded(observations, std::move(snapshot));
    static const RecordState kNothing;
    const auto found = snapshot.domains.find(kDomain);
    const auto& state = found == snapshot.domains.end() ? kNothing : record_of(snapshot);
    return lines.after(cutover::assess_record(kRecord, state, kResolvers, at(now)), at(now));
  }
};

}  // namespace

TEST_CASE("a line is written for each server whose state or data has changed, and only then") {
  Bench bench;
  const std::string google = " google 192.0.2.1: ";
  CHECK(bench.after(0) == Lines{"2026-12-01T00:00:00.000Z" + google + "no answer yet"});
  CHECK(bench.after(1).empty());
  CHECK(bench.after(2, {resolver_says(1, "google", answer(kOldMx, 60))}) ==
        Lines{"2026-12-01T00:00:02.000Z" + google +
              "old: 10 mail.example.org., TTL 60, ends by 2026-12-01T00:01:02.100Z"});
  CHECK(bench.after(11, {resolver_says(10, "google", answer(kOldMx, 51))}).empty());
  CHECK(
      bench.after(21, {resolver_says(20, "google", answer(kLastMx, 300))}) ==
      Lines{"2026-12-01T00:00:21.000Z" + google +
            "mixed: 10 mail.example.org. | 5 in.proxy.example., TTL 300, ends by 2026-12-01T00:05:21.100Z"});
  CHECK(bench.after(70) == Lines{"2026-12-01T00:01:10.000Z" + google +
                                 "new: 5 in.proxy.example., TTL 300, ends by 2026-12-01T00:05:21.100Z"});
  CHECK(bench.after(81, {resolver_says(80, "google", fail(FailureKind::timeout))}) ==
        Lines{"2026-12-01T00:01:21.000Z" + google + "new (timeout): 5 in.proxy.example."});
}

TEST_CASE("between two copies nothing has changed") {
  Bench bench;
  bench.after(1, {resolver_says(0, "google", answer(kOldMx, 10))});
  CHECK(bench.after(20).empty());
  CHECK(bench.after(22, {resolver_says(21, "google", answer(kOldMx, 10))}).empty());
}

TEST_CASE("authorities tell their TTL, and hostile data reaches no terminal as it is") {
  Bench bench;
  auto lines = bench.after(1, {authority_says(0, kNs1, authoritative(kOldMx, 3600))});
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] ==
        "2026-12-01T00:00:01.000Z ns1.example.org. 192.0.2.53 (authority): old: 10 mail.example.org., TTL "
        "3600");
  lines = bench.after(61, {authority_says(60, kNs1, authoritative(kOldMx, 60), 2)});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].ends_with("TTL 60"));
  lines = bench.after(
      63, {authority_says(62, kNs1, authoritative(dns::RrSet::of_canonical({"\x1b[2J\n"}), 60), 3)});
  REQUIRE(lines.size() == 1);
  for (const char c : lines[0]) CHECK((c >= 0x20 && c < 0x7f));
}

TEST_CASE("that something else answers in a resolver's place is a line, and so is its end") {
  Bench bench;
  bench.after(1, {resolver_says(0, "google", answer(kOldMx, 300))});
  const auto lines = bench.after(2, {resolver_says(1, "google", authoritative(kOldMx, 299))});
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] ==
        "2026-12-01T00:00:02.000Z google 192.0.2.1 intercepted?: it answers with authority (AA), which no "
        "cache does");
  const auto after = bench.after(3, {resolver_says(2, "google", answer(kOldMx, 298))});
  REQUIRE_FALSE(after.empty());
  CHECK(after[0].ends_with("google 192.0.2.1 intercepted?: nothing speaks for it any more"));
}
