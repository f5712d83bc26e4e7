#include "core/cutover/record/authority_lag.hpp"

#include "core/dns/history.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const WatchedRecord kRecord{.question = kMxQuestion, .stages = {kOldMx, kNewMx}, .interval = Seconds{60}};
constexpr double kGrace = 120;

struct Row {
  double when;
  const dns::NameServer& server;
  dns::RrSet rrset;
  std::uint32_t serial = 1;
};

Snapshot seen(const std::vector<Row>& rows) {
  Snapshot out;
  for (const auto& row : rows)
    out =
        fold(std::move(out), authority_says(row.when, row.server, authoritative(row.rrset, 300), row.serial));
  return out;
}

std::optional<AuthorityLag> lag(const Snapshot& snapshot, const dns::NameServer& server) {
  const auto& state = record_of(snapshot);
  return lag_of(kRecord, state, server, dns::target_stage(kRecord.stages, state.histories()));
}

}  // namespace

TEST_CASE("a server may be behind for a minute or two intervals, in a rehearsal for six intervals") {
  CHECK(lag_grace(Seconds{60}) == Seconds{120});
  CHECK(lag_grace(Seconds{300}) == Seconds{600});
  CHECK(lag_grace(Seconds{10}) == Seconds{60});
  CHECK(lag_grace(Seconds{30}) == Seconds{60});
  CHECK(lag_grace(Seconds{1}) == Seconds{6});
}

TEST_CASE("a secondary whose zone stays older than the other's lags, once a transfer should have come") {
  std::vector<Row> rows{{0, kNs1, kOldMx, 7}, {1, kNs2, kOldMx, 7}, {60, kNs1, kOldMx, 8}};
  for (double when = 61; when <= 61 + kGrace; when += 60) rows.push_back({when, kNs2, kOldMx, 7});
  CHECK_FALSE(lag(seen(rows), kNs2));
  rows.push_back({61 + kGrace + 1, kNs2, kOldMx, 7});
  const auto late = lag(seen(rows), kNs2);
  REQUIRE(late);
  CHECK(late->sign == LagSign::serial);
  CHECK(late->since == at(61.1));
  CHECK(late->ahead == kNs1);
  CHECK_FALSE(lag(seen(rows), kNs1));
  rows.push_back({300, kNs2, kOldMx, 8});
  CHECK_FALSE(lag(seen(rows), kNs2));
}

TEST_CASE("a zone that changes all the time makes no server lag that keeps up") {
  std::vector<Row> rows;
  for (int i = 0; i < 200; ++i) {
    // Each in its turn shows the newest zone there is; the other's last answer is older by then.
    rows.push_back({60.0 * i, kNs1, kOldMx, static_cast<std::uint32_t>(2 * i)});
    rows.push_back({60.0 * i + 30, kNs2, kOldMx, static_cast<std::uint32_t>(2 * i + 1)});
  }
  CHECK_FALSE(lag(seen(rows), kNs1));
  CHECK_FALSE(lag(seen(rows), kNs2));
}

TEST_CASE("a serial that went round is newer") {
  std::vector<Row> rows{{0, kNs1, kOldMx, 5}};
  for (double when = 1; when < 600; when += 60) rows.push_back({when, kNs2, kOldMx, 0xfffffff0});
  CHECK(lag(seen(rows), kNs2));
  CHECK_FALSE(lag(seen(rows), kNs1));
}

TEST_CASE("a server that keeps the old data when another has left them lags, whatever its serial") {
  std::vector<Row> rows{{0, kNs1, kOldMx}, {1, kNs2, kOldMx}, {60, kNs1, kNewMx}};
  for (double when = 61; when < 400; when += 60) rows.push_back({when, kNs2, kOldMx});
  const auto late = lag(seen(rows), kNs2);
  REQUIRE(late);
  CHECK(late->sign == LagSign::data);
  CHECK(late->since == at(60.1));
  CHECK_FALSE(lag(seen(rows), kNs1));
}

TEST_CASE("where the agent came late the plan tells which data are older") {
  std::vector<Row> rows{{0, kNs1, kNewMx}};
  for (double when = 1; when < 400; when += 60) rows.push_back({when, kNs2, kOldMx});
  CHECK(lag(seen(rows), kNs2));
  CHECK_FALSE(lag(seen(rows), kNs1));
}

TEST_CASE("after a rollback the server that still has the new data lags, not the one that came back first") {
  std::vector<Row> rows{{0, kNs1, kOldMx},  {1, kNs2, kOldMx},   {60, kNs1, kNewMx},
                        {61, kNs2, kNewMx}, {120, kNs1, kOldMx}, {121, kNs2, kNewMx}};
  for (double when = 180; when < 600; when += 60) {
    rows.push_back({when, kNs1, kOldMx});
    rows.push_back({when + 1, kNs2, kNewMx});
  }
  CHECK_FALSE(lag(seen(rows), kNs1));
  CHECK(lag(seen(rows), kNs2));
}

TEST_CASE("a server that does not answer, or without authority, is not lagging") {
  std::vector<Row> rows{{0, kNs1, kOldMx, 7}, {1, kNs2, kOldMx, 7}, {60, kNs1, kNewMx, 8}};
  for (double when = 61; when < 400; when += 60) rows.push_back({when, kNs2, kOldMx, 7});
  const auto late = seen(rows);
  REQUIRE(lag(late, kNs2));
  CHECK_FALSE(lag(fold(late, authority_says(400, kNs2, fail(FailureKind::timeout))), kNs2));
  CHECK_FALSE(lag(fold(late, authority_says(400, kNs2, answer(kOldMx, 300))), kNs2));
  CHECK_FALSE(lag(late, {"ns9.example.org.", kNs1.endpoint}));
}
