#include "core/cutover/record/quiet_window.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using cutover::Quiet;

namespace {

constexpr double kHour = 3600;
constexpr double kPlanned = 10 * kHour;

cutover::WatchedRecord watched(dns::Stages stages = {kOldMx, kNewMx}) {
  return {.question = kMxQuestion, .stages = std::move(stages), .quiet = {.planned_at = at(kPlanned)}};
}

Observation publishes(double when, const dns::NameServer& server, const dns::RrSet& rrset,
                      std::int64_t ttl = 300, std::uint32_t serial = 1) {
  return authority_says(when, server, authoritative(rrset, ttl), serial);
}

/// Both servers publish the old records from the beginning, with a TTL of 300 s.
std::vector<Observation> before() {
  return {delegation(0, std::vector{kNs1, kNs2}), publishes(1, kNs1, kOldMx), publishes(1, kNs2, kOldMx)};
}

std::optional<Quiet> state_at(double now, const std::vector<Observation>& story,
                              const cutover::WatchedRecord& record = watched()) {
  const auto window = cutover::quiet_window(record, record_of(folded(story)), at(now));
  if (!window) return std::nullopt;
  CHECK_FALSE(window->sentence().empty());
  return window->state;
}

std::vector<Observation> joined(std::vector<Observation> story, std::vector<Observation> more) {
  for (auto& each : more) story.push_back(std::move(each));
  return story;
}

}  // namespace

TEST_CASE("quiet window: from one TTL before the planned change until every authority has it") {
  CHECK(state_at(kPlanned - 301, before()) == Quiet::ahead);
  CHECK(state_at(kPlanned - 300, before()) == Quiet::quiet);
  CHECK(state_at(kPlanned + 60, before()) == Quiet::quiet);
  const auto half = joined(before(), {publishes(kPlanned + 5, kNs1, kNewMx)});
  CHECK(state_at(kPlanned + 60, half) == Quiet::quiet);
  const auto done = joined(half, {publishes(kPlanned + 70, kNs2, kNewMx)});
  CHECK_FALSE(state_at(kPlanned + 71, done));
}

TEST_CASE("quiet window: the TTL that is published now counts, not the one from before") {
  const auto lowered =
      joined(before(), {publishes(kHour, kNs1, kOldMx, 60, 2), publishes(kHour, kNs2, kOldMx, 60, 2)});
  CHECK(state_at(kPlanned - 61, lowered) == Quiet::ahead);
  CHECK(state_at(kPlanned - 60, lowered) == Quiet::quiet);
  // One server still has the high one: its copies live longest.
  const auto half = joined(before(), {publishes(kHour, kNs1, kOldMx, 60, 2)});
  CHECK(state_at(kPlanned - 300, half) == Quiet::quiet);
}

TEST_CASE("quiet window: a high TTL of the new records neither widens nor ends it") {
  const auto half = joined(before(), {publishes(kPlanned + 1, kNs1, kNewMx, 86400, 2)});
  CHECK(state_at(kPlanned + 2, half) == Quiet::quiet);
}

TEST_CASE("quiet window: none where the TTL exceeds six hours, and that is said") {
  const auto story = [](std::int64_t ttl) {
    return std::vector<Observation>{publishes(1, kNs1, kOldMx, ttl)};
  };
  CHECK(state_at(kPlanned - 100, story(21600)) == Quiet::quiet);
  CHECK(state_at(kPlanned - 100, story(21601)) == Quiet::too_long);
  CHECK(state_at(100, story(86400)) == Quiet::too_long);
  CHECK_FALSE(state_at(kPlanned + 25 * kHour, story(86400)));
}

TEST_CASE("quiet window: none for what is not planned, does not change, or has not been seen") {
  CHECK_FALSE(state_at(kPlanned, before(), watched({kOldMx})));
  auto unplanned = watched();
  unplanned.quiet.planned_at.reset();
  CHECK_FALSE(state_at(kPlanned, before(), unplanned));
  CHECK_FALSE(state_at(kPlanned, {delegation(0, std::vector{kNs1})}));
}

TEST_CASE("quiet window: a change that does not come is waited for an hour, or its TTL if that is longer") {
  CHECK(state_at(kPlanned + kHour - 1, before()) == Quiet::quiet);
  CHECK(state_at(kPlanned + kHour, before()) == Quiet::lapsed);
  const std::vector<Observation> longer{publishes(1, kNs1, kOldMx, 7200)};
  CHECK(state_at(kPlanned + 2 * kHour - 1, longer) == Quiet::quiet);
  CHECK(state_at(kPlanned + 2 * kHour, longer) == Quiet::lapsed);
  auto rehearsal = watched();
  rehearsal.quiet.overdue = Seconds{10};
  CHECK(state_at(kPlanned + 300, before(), rehearsal) == Quiet::lapsed);
}

TEST_CASE("quiet window: an authority that lags keeps it for six hours at most") {
  const auto half = joined(before(), {publishes(kPlanned + 5, kNs1, kNewMx)});
  CHECK(state_at(kPlanned + 6 * kHour, half) == Quiet::quiet);
  CHECK(state_at(kPlanned + 6 * kHour + 6, half) == Quiet::lapsed);
  auto accepting = watched();
  accepting.bounds.accepted = {kNs2.name};
  CHECK_FALSE(state_at(kPlanned + 60, half, accepting));
}

TEST_CASE("quiet window: a change made early is made") {
  const auto early =
      joined(before(), {publishes(kPlanned - 3000, kNs1, kNewMx), publishes(kPlanned - 3000, kNs2, kNewMx)});
  CHECK_FALSE(state_at(kPlanned - 100, early));
}

TEST_CASE("quiet window: it ends with a rollback that all authorities have") {
  const auto story =
      joined(before(), {publishes(kPlanned + 5, kNs1, kNewMx), publishes(kPlanned + 50, kNs1, kOldMx)});
  CHECK_FALSE(state_at(kPlanned + 60, story));
}

TEST_CASE("quiet window: the second change of a plan has one of its own") {
  const auto record = watched({kOldMx, kNewMx, kLastMx});
  const std::vector<Observation> story{publishes(1, kNs1, kOldMx), publishes(kHour, kNs1, kNewMx)};
  CHECK(state_at(kPlanned - 100, story, record) == Quiet::quiet);
  CHECK_FALSE(state_at(kPlanned + 10, joined(story, {publishes(kPlanned + 1, kNs1, kLastMx)}), record));
}

TEST_CASE("quiet window: an agent that comes within it keeps it, one that comes after the change does not") {
  const std::vector<Observation> within{publishes(kPlanned - 10, kNs1, kOldMx)};
  CHECK(state_at(kPlanned - 5, within) == Quiet::quiet);
  const std::vector<Observation> after{publishes(kPlanned + 10, kNs1, kNewMx)};
  CHECK_FALSE(state_at(kPlanned + 15, after, watched({kOldMx, kNewMx, kLastMx})));
}
