#include "agent/cli/one_message.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;
using enum cutover::Path;

namespace {

cutover::Plan plan_with(std::vector<cutover::RoundTrip> trips) {
  cutover::Plan plan{.domain = name("example.org")};
  plan.round_trips = std::move(trips);
  return plan;
}

const cutover::RoundTrip kMain{.id = "main", .paths = {old_path, new_path}, .interval = Seconds{1}};
const cutover::RoundTrip kSecond{.id = "second", .paths = {new_path}};

}  // namespace

TEST_CASE("the round trip is the only one that goes down the path, or the one that is named") {
  const auto plan = plan_with({kMain, kSecond});
  const auto down_old = plan_of_one_message(plan, {.path = "old", .round_trip = ""});
  REQUIRE(down_old);
  REQUIRE(down_old->round_trips.size() == 1);
  CHECK(down_old->round_trips[0].id == "main");
  CHECK(down_old->round_trips[0].paths == std::vector{old_path});
  const auto named = plan_of_one_message(plan, {.path = "new", .round_trip = "second"});
  REQUIRE(named);
  CHECK(named->round_trips.at(0).id == "second");
}

TEST_CASE("what cannot be meant is answered with what can") {
  const auto both = plan_with({kMain, kSecond});
  struct Row {
    cutover::Plan plan;
    MessageWish wish;
    std::string complaint;
  };
  const std::vector<Row> rows{
      {both, {.path = "new", .round_trip = ""}, "--roundtrip: which of main, second?"},
      {both,
       {.path = "new", .round_trip = "x\x1b[2J"},
       "--roundtrip: example.org has no round trip \"x\\x1b[2J\", but main, second"},
      {both,
       {.path = "dns", .round_trip = ""},
       "--path: mail goes as resolvers say, and what they hold only an agent knows that watches them; send "
       "it "
       "down \"old\" or \"new\""},
      {both,
       {.path = "old", .round_trip = "second"},
       "--path: no round trip goes down \"old\"; configured: new"},
      {plan_with({}),
       {.path = "old", .round_trip = ""},
       "example.org has no [[cutover.roundtrip]]: it says whom to send to"}};
  for (const auto& row : rows) {
    const auto plan = plan_of_one_message(row.plan, row.wish);
    REQUIRE_FALSE(plan);
    CHECK(plan.error() == row.complaint);
  }
}

TEST_CASE("the longest pause between two looks is one in which the message counts as watched") {
  const auto plan = plan_of_one_message(plan_with({kMain}), {.path = "old", .round_trip = ""});
  REQUIRE(plan);
  CHECK(plan->round_trips.at(0).interval >= 3 * kLongestPause);
}

TEST_CASE("an outbound message is sent when it is named, and never instead of a round trip") {
  auto plan = plan_with({kMain});
  plan.outbound = {{.id = "out", .paths = {new_path}, .entrance = mail::Entrance::submission}};
  const auto by_path = plan_of_one_message(plan, {.path = "new", .round_trip = ""});
  REQUIRE(by_path);
  CHECK(by_path->round_trips.at(0).id == "main");
  CHECK(by_path->outbound.empty());
  const auto named = plan_of_one_message(plan, {.path = "new", .round_trip = "out"});
  REQUIRE(named);
  REQUIRE(named->all_round_trips().size() == 1);
  CHECK(named->round_trips.at(0).entrance == mail::Entrance::submission);
  const auto neither = plan_of_one_message(plan, {.path = "new", .round_trip = "x"});
  REQUIRE_FALSE(neither);
  CHECK(neither.error() == "--roundtrip: example.org has no round trip \"x\", but main, out");
}

TEST_CASE("the kind of its text is that of the round trip unless another is named") {
  auto trip = kMain;
  trip.bodies = {mail::BodyKind::dots, mail::BodyKind::large};
  const auto kind_for = [&](const std::string& body) {
    const auto plan = plan_of_one_message(plan_with({trip}), {.path = "old", .round_trip = "", .body = body});
    REQUIRE(plan);
    return plan->round_trips[0].body_behind(0);
  };
  CHECK(kind_for("") == mail::BodyKind::dots);
  CHECK(kind_for("8bit") == mail::BodyKind::eight_bit);
  CHECK(kind_for("gtube") == mail::BodyKind::gtube);
}

TEST_CASE("an unknown kind is refused, and GTUBE where users send to others") {
  const MessageWish unknown{.path = "old", .round_trip = "", .body = "html"};
  CHECK(plan_of_one_message(plan_with({kMain}), unknown).error() ==
        "--body: expected plain, 8bit, dots, large or gtube, got \"html\"");
  auto plan = plan_with({});
  plan.outbound = {{.id = "out", .paths = {old_path}, .entrance = mail::Entrance::submission}};
  const MessageWish abroad{.path = "old", .round_trip = "out", .body = "gtube"};
  CHECK(plan_of_one_message(plan, abroad).error() ==
        "--body: gtube is for round trips to the domain, not for what its users send");
}
