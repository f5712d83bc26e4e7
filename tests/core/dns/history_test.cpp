#include "core/dns/history.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::at;
using test::kAbsent;
using test::kLastMx;
using test::kNewMx;
using test::kOldMx;

namespace {

struct Seen {
  RrSet rrset;
  std::int64_t ttl = 300;
  std::optional<std::uint32_t> serial = std::nullopt;
  double when = 0;
};

AuthorityHistory history(const std::vector<Seen>& seen) {
  AuthorityHistory out;
  for (const auto& [rrset, ttl, serial, when] : seen) {
    out = with_sample(std::move(out), {.rrset = rrset,
                                       .ttl = Seconds{ttl},
                                       .serial = serial,
                                       .sent = at(when),
                                       .received = at(when + 0.1)});
  }
  return out;
}

const Stages kStages{kOldMx, kNewMx, kLastMx};

}  // namespace

TEST_CASE("a new version begins with other data, or with another TTL under another serial") {
  struct Row {
    const char* what;
    Seen second;
    std::size_t versions;
    std::int64_t ttl;
  };
  const Row rows[] = {
      {"the same", {kOldMx, 300, 1, 10}, 1, 300},
      {"the same data and TTL in a newer zone", {kOldMx, 300, 2, 10}, 1, 300},
      {"other data", {kNewMx, 300, 1, 10}, 2, 300},
      {"other data, newer zone", {kNewMx, 60, 2, 10}, 2, 60},
      {"absence", {kAbsent, 300, 1, 10}, 2, 300},
      {"a lowered TTL in a newer zone", {kOldMx, 60, 2, 10}, 2, 60},
      {"a raised TTL in a newer zone", {kOldMx, 600, 2, 10}, 2, 600},
      {"a TTL that counts down", {kOldMx, 290, 1, 10}, 1, 300},
      {"a larger TTL in the same zone", {kOldMx, 310, 1, 10}, 1, 310},
      {"another TTL, serial not known", {kOldMx, 60, std::nullopt, 10}, 1, 300},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto seen = history({{kOldMx, 300, 1, 0}, row.second});
    REQUIRE(seen.versions.size() == row.versions);
    CHECK(seen.current()->ttl == Seconds{row.ttl});
  }
}

TEST_CASE("a version ends with the first reply that no longer shows it, not with the last that did") {
  const auto seen = history({{kOldMx, 300, 1, 0}, {kOldMx, 300, 1, 60}, {kNewMx, 300, 2, 3600}});
  REQUIRE(seen.versions.size() == 2);
  CHECK(seen.versions[0].first_seen == at(0.1));
  CHECK(seen.versions[0].last_seen == at(60.1));
  CHECK(seen.versions[0].ended == at(3600.1));
  CHECK(seen.versions[1].first_seen == at(3600.1));
  CHECK(seen.versions[1].ended == std::nullopt);
}

TEST_CASE("the serial of a version is the newest under which it was seen") {
  const auto seen = history({{kOldMx, 300, 1, 0}, {kOldMx, 300, std::nullopt, 5}, {kOldMx, 300, 4, 10}});
  CHECK(seen.current()->serial == 4);
  // A countdown seen first and the serial second must not be taken for a lowered TTL.
  CHECK(history({{kOldMx, 300, std::nullopt, 0}, {kOldMx, 200, 7, 5}, {kOldMx, 300, 7, 9}}).versions.size() ==
        1);
}

TEST_CASE("a history is bounded and forgets its oldest versions first") {
  AuthorityHistory grown;
  for (int i = 0; i < 200; ++i) {
    grown =
        with_sample(std::move(grown),
                    {.rrset = i % 2 ? kNewMx : kOldMx, .ttl = Seconds{60}, .sent = at(i), .received = at(i)});
  }
  CHECK(grown.versions.size() == kMaxVersions);
  CHECK(grown.versions.back().first_seen == at(199));
  CHECK(grown.versions.front().first_seen == at(199 - 63));
}

TEST_CASE("the target is the stage that the cutover is moving to") {
  struct Row {
    const char* what;
    std::vector<AuthorityHistory> histories;
    std::size_t target;
  };
  const Row rows[] = {
      {"nothing known: the first changed stage", {}, 1},
      {"before the switch", {history({{kOldMx}}), history({{kOldMx}})}, 1},
      {"one authority switched, another lags",
       {history({{kOldMx}, {kNewMx, 300, 2, 50}}), history({{kOldMx}})},
       1},
      {"the first look came after the switch", {history({{kNewMx}}), history({{kNewMx}})}, 1},
      {"the first look came while one lagged", {history({{kOldMx}}), history({{kNewMx}})}, 1},
      {"the third stage",
       {history({{kOldMx}, {kNewMx, 300, 2, 50}, {kLastMx, 300, 3, 90}}),
        history({{kOldMx}, {kNewMx, 300, 2, 51}})},
       2},
      {"a lagging secondary reaches the second stage after the third began elsewhere: it does not roll back",
       {history({{kOldMx}, {kNewMx, 300, 2, 50}}), history({{kNewMx}, {kLastMx, 300, 3, 90}})},
       2},
      {"one authority shows the old stage again, another the new one still: no rollback yet",
       {history({{kOldMx}, {kNewMx, 300, 2, 50}, {kOldMx, 300, 3, 90}}),
        history({{kOldMx}, {kNewMx, 300, 2, 51}})},
       1},
      {"rolled back",
       {history({{kOldMx}, {kNewMx, 300, 2, 50}, {kOldMx, 300, 3, 90}}),
        history({{kOldMx}, {kNewMx, 300, 2, 51}, {kOldMx, 300, 3, 91}})},
       0},
      {"switched again",
       {history({{kOldMx}, {kNewMx, 300, 2, 50}, {kOldMx, 300, 3, 90}, {kNewMx, 300, 4, 120}})},
       1},
      {"data in no stage between does not count",
       {history({{kOldMx}, {kAbsent, 300, 2, 50}, {kOldMx, 300, 3, 60}})},
       1},
      {"never answered", {AuthorityHistory{}, history({{kOldMx}})}, 1},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(target_stage(kStages, row.histories) == row.target);
  }
  for (const auto& row : rows) CHECK(target_stage(kStages, row.histories, {}) == row.target);
  CHECK(target_stage({kOldMx}, {history({{kOldMx}})}) == 0);
  CHECK(target_stage({kOldMx}, {}) == 0);
}

TEST_CASE("what departed servers showed tells of a rollback, and of the target while no other has answered") {
  struct Row {
    const char* what;
    std::vector<AuthorityHistory> listed;
    std::vector<AuthorityHistory> departed;
    std::size_t target;
  };
  const auto old = history({{kOldMx}});
  const auto switched = history({{kOldMx}, {kNewMx, 300, 2, 50}});
  const auto restored = history({{kOldMx}, {kNewMx, 300, 2, 50}, {kOldMx, 300, 3, 90}});
  const Row rows[] = {
      {"switched by a new delegation", {history({{kNewMx}})}, {old}, 1},
      {"and back by the old one", {old}, {history({{kNewMx}})}, 0},
      {"the one that switched departed, the others show the original", {old, old}, {switched}, 0},
      {"before the switch, with other servers", {old}, {old}, 1},
      {"the servers that were restored departed", {old}, {restored}, 0},
      {"a departed server that lagged takes nothing back", {switched}, {old}, 1},
      {"a departed server's stage is not newer than what is published",
       {switched},
       {history({{kLastMx}})},
       1},
      {"none listed has answered: the departed ones' last", {AuthorityHistory{}}, {history({{kLastMx}})}, 2},
      {"nobody is listed yet", {}, {switched}, 1},
      {"none listed has answered, and the departed were restored", {AuthorityHistory{}}, {restored}, 0},
      {"none listed has answered, and the departed never switched", {AuthorityHistory{}}, {old}, 1},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(target_stage(kStages, row.listed, row.departed) == row.target);
  }
  CHECK(target_stage({kOldMx}, {}, {old}) == 0);
}
