#include "agent/watch/change_lines.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const cutover::WatchedRecord kRecord{.question = kMxQuestion, .stages = {kOldMx, kLastMx}};
const cutover::WatchedRecord kKnownTtl{
    .question = kMxQuestion,
    .stages = {kOldMx, kLastMx},
    .bounds = {.past = {.original_ttl = Seconds{60}}}};  // its bound: 60 s after a change was seen, and 5
const std::vector<dns::Resolver> kResolvers{{"google", endpoint("192.0.2.1"), "google"}};
using Lines = std::vector<std::string>;

struct Bench {
  const cutover::WatchedRecord& record = kRecord;
  ChangeLines lines = {};
  Snapshot snapshot = {};
  Lines after(double now, const std::vector<Observation>& observations = {}) {
    snapshot = folded(observations, std::move(snapshot));
    static const RecordState kNothing;
    const auto found = snapshot.domains.find(kDomain);
    const auto& state = found == snapshot.domains.end() ? kNothing : record_of(snapshot);
    return lines.after(cutover::assess_record(record, state, kResolvers, at(now)), at(now));
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

TEST_CASE("a late resolver: each new end, the bound, that it has passed, and why are a line each, once") {
  Bench bench{.record = kKnownTtl};
  const std::string google = " google 192.0.2.1: ";
  bench.after(1, {authority_says(0, kNs1, authoritative(kOldMx, 60))});
  bench.after(58, resolver_runs_down(0, "google", kOldMx, 60));
  CHECK(bench.after(62, {resolver_says(61.5, "google", answer(kOldMx, 60))}).empty());  // it may, before
  auto lines = bench.after(101, {authority_says(100, kNs1, authoritative(kLastMx, 60), 2)});
  REQUIRE(lines.size() == 3);
  CHECK(lines[1] ==
        "2026-12-01T00:01:41.000Z example.org. MX: the last honest old copy ends at "
        "2026-12-01T00:02:45.100Z");
  CHECK(lines[2] == "2026-12-01T00:01:41.000Z" + google + "old data end by 2026-12-01T00:02:02.600Z");
  CHECK(bench
            .after(111, {resolver_says(110, "google", answer(kOldMx, 12)),
                         authority_says(110.5, kNs1, authoritative(kLastMx, 60), 2)})
            .empty());
  CHECK(bench.after(126, {resolver_says(125, "google", answer(kOldMx, 60)),
                          authority_says(125.5, kNs1, authoritative(kLastMx, 60), 2)}) ==
        Lines{"2026-12-01T00:02:06.000Z" + google + "late until 2026-12-01T00:03:06.100Z"});
  CHECK(bench.after(166) ==
        Lines{"2026-12-01T00:02:46.000Z example.org. MX: the last honest old copy has ended, at "
              "2026-12-01T00:02:45.100Z"});
  bench.after(167, {resolver_says(166, "google", answer(kOldMx, 19))});
  CHECK(bench.after(173, {resolver_says(172, "google", answer(kOldMx, 13)),
                          authority_says(172.5, kNs1, authoritative(kLastMx, 60), 2)}) ==
        Lines{"2026-12-01T00:02:53.000Z" + google +
              "late until 2026-12-01T00:03:06.100Z; kept past TTL: refetch_old or floor"});
  CHECK(bench.after(181, {resolver_says(180, "google", answer(kOldMx, 5))}).empty());
  lines = bench.after(191, {resolver_says(190, "google", answer(kOldMx, 60)),
                            authority_says(190.5, kNs1, authoritative(kLastMx, 60), 2)});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("2026-12-01T00:03:11.000Z" + google +
                             "late until 2026-12-01T00:04:11.100Z; kept past TTL: refetch_old"));
}

TEST_CASE("TTLs that stand still name no new end with every answer") {
  Bench bench{.record = kKnownTtl};
  std::vector<std::string> all;
  bench.after(1, {authority_says(0, kNs1, authoritative(kOldMx, 60)),
                  resolver_says(0, "google", answer(kOldMx, 60))});
  for (double now = 10; now < 400; now += 10) {
    const auto& published = now < 100 ? kOldMx : kLastMx;
    for (auto& line : bench.after(now + 2, {resolver_says(now, "google", answer(kOldMx, 60)),
                                            authority_says(now + 1, kNs1, authoritative(published, 60), 2)}))
      all.push_back(std::move(line));
  }
  REQUIRE(all.size() == 4);  // the authority's change, the bound, that it has passed, and why it is late
  CHECK(all.back().ends_with("google 192.0.2.1: kept past TTL: frozen"));
}

TEST_CASE("what the bound rests on is told where something can be done about it") {
  Bench bench;
  bench.after(1, {authority_says(0, kNs1, authoritative(kOldMx, 60))});
  const auto lines = bench.after(11, {authority_says(10, kNs1, authoritative(kLastMx, 60), 2)});
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].ends_with(
      "ends at 2026-12-03T00:00:05.100Z (assuming a TTL of 48h before the first look; --original-ttl tells "
      "it)"));
}
