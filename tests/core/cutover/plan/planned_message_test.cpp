#include "core/cutover/plan/planned_message.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

// Where messages are awaited, and whether anybody looks there.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

Mailbox maildir(const std::string& id, const std::string& path) {
  return {.id = id, .server = {.endpoint = endpoint("127.0.0.1")}, .folders = {"INBOX"}, .maildir = path};
}

Plan plan_of() {
  Plan plan{.domain = name("example.org")};
  plan.mailboxes = {maildir("inbox", "/inbox"), maildir("sender", "/sender")};
  plan.round_trips = {{.id = "main", .paths = {Path::new_path}, .mailbox = "inbox"},
                      {.id = "told", .paths = {Path::new_path}, .bounces = "sender"}};
  return plan;
}

mail::LedgerEntry message(const Plan& plan, std::size_t trip) {
  return planned_message(plan, plan.round_trips.at(trip), Path::new_path);
}

}  // namespace

TEST_CASE("a message is awaited in its mailbox, and in that account under another id") {
  const auto plan = plan_of();
  const auto entry = message(plan, 0);
  CHECK(is_awaited_in(plan.mailboxes[0], entry));
  CHECK_FALSE(is_awaited_in(plan.mailboxes[1], entry));
  auto renamed = plan.mailboxes[0];
  renamed.id = "post";
  CHECK(is_awaited_in(renamed, entry));
  auto moved = renamed;
  moved.maildir = "/another/inbox";
  CHECK_FALSE(is_awaited_in(moved, entry));
}

TEST_CASE("a copy suffices in the new server's mailbox alone, of mail that is sent to the old one") {
  auto plan = plan_of();
  plan.kind = Kind::server;
  plan.mailboxes.push_back(maildir("old", "/old"));
  plan.round_trips.push_back(
      {.id = "mirrored", .paths = {Path::old_path}, .mailbox = "old", .also_in = {"inbox", "sender"}});
  const auto copies = [&](Path path) { return planned_message(plan, plan.round_trips.back(), path).also_in; };
  REQUIRE(copies(Path::old_path).size() == 2);
  CHECK(copies(Path::old_path)[0].suffices);
  CHECK_FALSE(copies(Path::old_path)[1].suffices);
  CHECK(copies(Path::dns)[0].suffices);
  CHECK_FALSE(copies(Path::new_path)[0].suffices);
  plan.kind = Kind::proxy;
  CHECK_FALSE(copies(Path::old_path)[0].suffices);
  plan.kind = Kind::server;
  plan.round_trips.push_back({.id = "both", .paths = {Path::old_path}, .mailbox = "inbox"});
  CHECK_FALSE(planned_message(plan, plan.round_trips[2], Path::old_path).also_in[0].suffices);
}

TEST_CASE("a message that is awaited as a report is awaited in no mailbox") {
  const auto plan = plan_of();
  const auto entry = message(plan, 1);
  CHECK_FALSE(is_awaited_in(plan.mailboxes[0], entry));
  CHECK_FALSE(is_awaited_in(plan.mailboxes[1], entry));
}

TEST_CASE("it can end as long as anybody reads the reports, for whichever round trip") {
  auto plan = plan_of();
  const auto entry = message(plan, 1);
  CHECK(is_awaited(plan, entry));
  plan.round_trips[1].mailbox = "inbox";
  CHECK(is_awaited(plan, entry));
  plan.round_trips.pop_back();
  CHECK_FALSE(is_awaited(plan, entry));
  plan.round_trips[0].bounces = "sender";
  CHECK(is_awaited(plan, entry));
}
