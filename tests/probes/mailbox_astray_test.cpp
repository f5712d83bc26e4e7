#include "tests/probes/mailbox_bench.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

// Messages that lie in a mailbox that they were not sent to, or that copies of them come to.
using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("a message that went out and lies in another mailbox than it should has not arrived") {
  MailboxBench bench;
  bench.plan.outbound = {
      {.id = "main", .mailbox = "outside", .interval = Seconds{60}, .entrance = mail::Entrance::submission}};
  bench.plan.round_trips.front().id = "inbound";
  auto out = std::get<MessageRecorded>(recorded(0, "m1"));
  out.entry.mailbox = "outside";
  bench.know({out, recorded(0, "m2")});
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}, {4, "m2", "token-of-m2"}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK_FALSE(read.content->found.contains("m1"));
  CHECK(read.content->astray == std::set<std::string>{"m1"});
  CHECK(read.content->found.contains("m2"));
}

TEST_CASE("a message that lies in the mailbox of another round trip is not delivered by it") {
  MailboxBench bench;
  auto other = bench.plan.mailboxes.front();
  other.id = "old";
  other.server.endpoint = parse_endpoint("192.0.2.20", 993).value();
  bench.plan.mailboxes.push_back(other);
  auto led_away = std::get<MessageRecorded>(recorded(0, "m1"));
  led_away.entry.mailbox = "old";
  bench.know({led_away, recorded(0, "m2")});
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}, {4, "m2", "token-of-m2"}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK_FALSE(read.content->found.contains("m1"));
  CHECK(read.content->astray == std::set<std::string>{"m1"});
  CHECK(read.content->found.contains("m2"));
}

TEST_CASE(
    "a message is delivered by the account that it was sent to, though its mailbox has another id now") {
  MailboxBench bench;
  auto before = std::get<MessageRecorded>(recorded(0, "m1"));
  before.entry.mailbox = "mailbox of before";
  before.entry.route = "192.0.2.25:25 > " + cutover::account_of(bench.plan.mailboxes.front());
  bench.know({before, recorded(0, "m2")});
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->found.contains("m1"));
  CHECK(read.content->astray.empty());
}

TEST_CASE("a mailbox of copies is looked into for what has ended too, until the copy is there") {
  MailboxBench bench;
  auto further = bench.plan.mailboxes.front();
  further.id = "new";
  further.server.endpoint = parse_endpoint("192.0.2.20", 993).value();
  bench.plan.mailboxes.push_back(further);
  bench.plan.round_trips[0].also_in = {"new"};
  auto mirrored = std::get<MessageRecorded>(recorded(0, "m1"));
  mirrored.entry.also_in = {{.mailbox = "new"}};
  const std::vector<Observation> delivered{mirrored, attempted(1, "m1", mail::SmtpDisposition::accepted),
                                           mailbox_shows(5, {{.id = "m1"}})};
  bench.know(delivered);
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1", "Subject: x\r\n\r\nx\r\n"}};
  const auto read = bench.run_for<MailboxRead>("mailbox/example.org/new");
  CHECK(read.mailbox == "new");
  REQUIRE(read.content);
  REQUIRE(read.content->found.contains("m1"));
  CHECK_FALSE(read.content->found.at("m1").sighting.inspection);
  CHECK(bench.mail.dialled.size() == 1);
  auto all = delivered;
  all.push_back(mailbox_shows(6, {{.id = "m1"}}, "new"));
  bench.know(all);
  CHECK(bench.run("mailbox/example.org/new").empty());
}

TEST_CASE("a copy of a message that does not name the mailbox is astray, and delivers nothing") {
  MailboxBench bench;
  auto further = bench.plan.mailboxes.front();
  further.id = "new";
  bench.plan.mailboxes.push_back(further);
  bench.plan.round_trips[0].also_in = {"new"};
  auto mirrored = std::get<MessageRecorded>(recorded(0, "m1"));
  mirrored.entry.also_in = {{.mailbox = "new"}};
  bench.know({mirrored, recorded(0, "m2")});
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}, {4, "m2", "token-of-m2"}};
  const auto read = bench.run_for<MailboxRead>("mailbox/example.org/new");
  REQUIRE(read.content);
  CHECK(read.content->found.contains("m1"));
  CHECK_FALSE(read.content->found.contains("m2"));
  CHECK(read.content->astray == std::set<std::string>{"m2"});
}
