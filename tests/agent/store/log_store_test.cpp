#include "agent/store/log_store.hpp"

#include "agent/store/message_store.hpp"
#include "agent/store/server_log_row.hpp"
#include "tests/support/observations.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

const LogKey kLog{.domain = "example.org", .role = "old", .source = "/var/log/mail.log"};

/// Something of everything.
mail::LogFacts told() {
  using namespace mail;
  LogFacts facts{.lines = 1'000'000'007, .unparsed = 3, .forgotten = 2};
  facts.gaps.add(at(5));
  facts.first_line = at(1);
  facts.last_line = at(9);
  for (const auto origin : kClientOrigins) facts.accepted[origin].add(at(2));
  for (const auto refusal : kRefusalClasses) {
    facts.refused[{ClientOrigin::other, refusal}].add(at(3));
    facts.forwarder_refused[{refusal, ForwardReason::loop}].add(at(3));
  }
  for (const auto status : kForwardStatuses) facts.forwarded[status].add(at(4));
  for (const auto kind : kStrayKinds) facts.strays[kind].add(at(5));
  facts.held.add(at(6));
  facts.released.add(at(7));
  facts.kept_here.add(at(4));
  facts.own_seen.add(at(3));
  add(facts.minutes, at(120), {.refused = 3, .passed_on = 4});
  facts.own_otherwise.add(at(7));
  facts.own_came_from = "198.51.100.99";
  keep_stranger(
      facts,
      {.at = at(8), .address = "203.0.113.9", .name = "x", .queue_id = "A", .kind = StrayKind::incident});
  keep_stranger(facts, {.at = at(8), .address = "", .name = "", .queue_id = "B"});
  add_sender(facts.senders, "203.0.113.9",
             {.messages = 5, .before = 2, .first = at(1), .last = at(8), .name = "mx.example.net"});
  add_sender(facts.senders, "2001:db8::1", {.messages = 1});
  add_sender(facts.senders, "", {.messages = 3, .before = 3, .first = at(1), .last = at(8)});
  facts.delays.observe({0.02, 0, 1.5, 100'000});
  keep_failure(facts, {.at = at(8),
                       .refusal = RefusalClass::for_good,
                       .reason = ForwardReason::tls,
                       .queue_id = "C",
                       .relay = "r",
                       .dsn = "5.7.4",
                       .words = "\"w\\x1b\""});
  return facts;
}

ServerLogState state_of(mail::LogFacts facts, std::uint64_t offset) {
  return {.facts = std::move(facts), .position = LogFilePosition{.device = 1, .inode = 2, .offset = offset}};
}

cutover::Plan plan_with(const LogKey& key) {
  cutover::Plan plan{.domain = name("example.org")};
  plan.logs = {{.path = key.source}};
  return plan;
}

}  // namespace

TEST_CASE("what a log told is read as it was written") {
  for (const auto& facts : {told(), mail::LogFacts{}}) {
    const auto read = parse_log_facts(text_of_log_facts(facts));
    REQUIRE_MESSAGE(read.has_value(), read.error().detail);
    CHECK(*read == facts);
  }
}

TEST_CASE("damaged facts are an error, wherever they end, and whatever does not exist") {
  const auto text = text_of_log_facts(told());
  for (std::size_t cut = 0; cut < text.size(); cut += 7) CHECK_FALSE(parse_log_facts(text.substr(0, cut)));
  auto changed = text;
  changed.replace(changed.find("\"incident\""), 10, "\"accident\"");
  CHECK_FALSE(parse_log_facts(changed));
  changed = text;
  changed.replace(changed.find("\"delays\":[["), 11, "\"delays\":[");
  CHECK_FALSE(parse_log_facts(changed));
  changed = text;
  changed.replace(changed.find("1000000007"), 10, "-100000000");
  CHECK_FALSE(parse_log_facts(changed));
}

TEST_CASE("facts and position go together over a restart, of the logs that are read") {
  const TempDirectory directory;
  const auto path = directory.file("state.db");
  {
    auto messages = MessageStore::open(path, {}).value();
    LogStore store(messages.database());
    REQUIRE(store.write({.logs = {{kLog, Shared(state_of({}, 10))}}}, {}, at(1)));
    REQUIRE(store.write({.logs = {{kLog, Shared(state_of(told(), 20))}}}, {}, at(2)));
  }
  auto messages = MessageStore::open(path, {}).value();
  const auto kept = LogStore(messages.database()).load();
  REQUIRE(kept);
  CHECK(kept->damaged.empty());
  const auto snapshot = with_server_logs({}, *kept, {.plans = {plan_with(kLog)}, .resolvers = {}});
  const auto& logs = snapshot.domains.at("example.org")->server_logs;
  REQUIRE(logs.contains({"old", "/var/log/mail.log"}));
  const auto& state = *logs.at({"old", "/var/log/mail.log"});
  CHECK(state == state_of(told(), 20));
  CHECK_FALSE(state.heard.has_value());
  auto other = kLog;
  other.source = "/elsewhere";
  CHECK(with_server_logs({}, *kept, {.plans = {plan_with(other)}, .resolvers = {}}).domains.empty());
}

TEST_CASE("where the facts are damaged the log is gone on with, and it is said") {
  auto messages = MessageStore::open(":memory:", {}).value();
  auto database = messages.database();
  LogStore store(database);
  REQUIRE(store.write({.logs = {{kLog, Shared(state_of(told(), 20))}}}, {}, at(1)));
  REQUIRE(database.execute("UPDATE server_log SET facts = 'x'"));
  const auto kept = store.load();
  REQUIRE(kept);
  CHECK(kept->damaged.size() == 1);
  CHECK(kept->logs.at(kLog) == state_of({}, 20));
}

TEST_CASE("a log that is read no more is forgotten after 30 days, its position too") {
  auto messages = MessageStore::open(":memory:", {}).value();
  LogStore store(messages.database());
  auto other = kLog;
  other.source = "/elsewhere";
  REQUIRE(store.write({.logs = {{kLog, Shared(state_of(told(), 20))}}}, {}, at(0)));
  REQUIRE(store.write({.logs = {{other, Shared(state_of({}, 1))}}}, {}, at(0) + std::chrono::days(30)));
  CHECK(store.load()->logs.contains(kLog));
  const auto later = at(1) + std::chrono::days(30) + kLogsLookedFor;
  REQUIRE(store.write({.logs = {{other, Shared(state_of({}, 1))}}}, {kLog, other}, later));
  CHECK(store.load()->logs.at(kLog) == state_of(told(), 20));
  REQUIRE(store.write({.logs = {{other, Shared(state_of({}, 1))}}}, {other}, later + kLogsLookedFor));
  CHECK_FALSE(store.load()->logs.contains(kLog));
  CHECK(store.load()->logs.contains(other));
}
