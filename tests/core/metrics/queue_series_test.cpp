#include "tests/core/cutover/lockdown/lock_world.hpp"
#include "tests/core/metrics/series.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const std::string kMessages = "cutwatch_mta_queue_messages{example.org,old,}";
const std::string kOldest = "cutwatch_mta_queue_oldest_age_seconds{example.org,old,}";

auto queue_series(const Result<mail::QueueFacts>& facts, double now = kNow) {
  auto plan = lock_plan();
  plan.queues = {{.role = cutover::ServerRole::old_server, .command = {"postqueue", "-j"}}};
  const QueueLooked look{
      .domain = kDomain, .role = "old", .source = "postqueue -j", .at = at(kNow), .facts = facts};
  return series_of({.plans = {plan}, .resolvers = {}}, folded({look}), now);
}

}  // namespace

TEST_CASE("how long a queue is, and how old its oldest message was at the look") {
  const auto series = queue_series(mail::QueueFacts{.messages = 12, .oldest = at(kNow - 300)}, kNow + 60);
  CHECK(series.at(kMessages) == 12);
  CHECK(series.at(kOldest) == 300);
}

TEST_CASE(
    "an empty queue is 0 long and 0 old; arrivals that nobody knows, or that are to come, have no age") {
  const auto empty = queue_series(mail::QueueFacts{});
  CHECK(empty.at(kMessages) == 0);
  CHECK(empty.at(kOldest) == 0);
  const auto undated = queue_series(mail::QueueFacts{.messages = 1});
  CHECK(undated.at(kMessages) == 1);
  CHECK_FALSE(undated.contains(kOldest));
  CHECK(queue_series(mail::QueueFacts{.messages = 1, .oldest = at(kNow + 300)}).at(kOldest) == 0);
}

TEST_CASE("what was not measured, or not lately, has no figure") {
  for (const auto& series : {queue_series(cutwatch::fail(FailureKind::timeout, "slow")),
                             queue_series(mail::QueueFacts{.messages = 12}, kNow + 181)}) {
    CHECK_FALSE(series.contains(kMessages));
    CHECK_FALSE(series.contains(kOldest));
  }
}
