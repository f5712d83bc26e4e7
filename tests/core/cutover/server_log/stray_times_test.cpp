#include "core/cutover/server_log/stray_times.hpp"

#include "tests/core/cutover/server_log/log_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using cutover::legality_at;
using mail::StrayKind;

namespace {

WallTime minute(int minutes) { return kLogTime + std::chrono::minutes(minutes); }

const cutover::StrayTimes kAll{.switched_since = minute(0),
                               .first_bound = minute(60),
                               .old_host_bound = minute(180),
                               .grace = std::chrono::minutes(15)};

}  // namespace

TEST_CASE("legality goes by the switch, the first bound and that of the old host, each with its grace") {
  CHECK_FALSE(legality_at(kAll, minute(-1)).has_value());
  CHECK(legality_at(kAll, minute(0)) == StrayKind::expected);
  CHECK(legality_at(kAll, minute(75)) == StrayKind::expected);
  CHECK(legality_at(kAll, minute(76)) == StrayKind::unexpected);
  CHECK(legality_at(kAll, minute(195)) == StrayKind::unexpected);
  CHECK(legality_at(kAll, minute(196)) == StrayKind::incident);
}

TEST_CASE("without a bound all is expected, and without the old host's nothing is an incident") {
  auto times = kAll;
  times.old_host_bound.reset();
  CHECK(legality_at(times, minute(10'000)) == StrayKind::unexpected);
  times.first_bound.reset();
  CHECK(legality_at(times, minute(10'000)) == StrayKind::expected);
}

TEST_CASE("after a rollback there is no bypass") {
  auto times = kAll;
  times.switched_since.reset();
  CHECK_FALSE(legality_at(times, minute(300)).has_value());
}

TEST_CASE("mail counts by when it was accepted, however long it waited") {
  auto times = kAll;
  times.switched_since = minute(1);
  const auto facts = ReadLog{.times = times}.of(
      joined({received("ABCDEF1", "x[203.0.113.9]"),
              {"Dec  1 20:30:00 mx postfix/virtual[1]: ABCDEF1: to=<p@example.org>, relay=virtual, delay=0, "
               "delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to maildir)"}}));
  CHECK(facts.strangers == mail::Tally{.count = 1, .last = kLogTime});
  CHECK(facts.strays.empty());
}
