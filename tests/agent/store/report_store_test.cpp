#include "agent/store/message_store.hpp"
#include "agent/store/store_journal.hpp"
#include "tests/agent/store/older_schema.hpp"
#include "tests/support/observations.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

#include <string_view>

// What was reported of messages, and how far bounces were read, survives a restart.
using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

constexpr net::HmacKey kKey{1, 2, 3, 0xff};

mail::LedgerEntry message(std::optional<mail::DeliveryReport> report) {
  return {.id = "a", .probe = "main", .path = "new", .mailbox = "inbox", .recorded = at(1), .report = report};
}

mail::DeliveryReport full() {
  return {.at = at(7.123),
          .verdict = mail::ReportVerdict::given_up,
          .recipient = "probe@example.org",
          .status = "4.4.7",
          .diagnostic = "it is \"late\"",
          .reporting_mta = "proxy.example",
          .remote_mta = "192.0.2.10"};
}

KeptLedger load(const std::string& path) {
  auto loaded = MessageStore::open(path, kKey).value().load().value();
  return loaded[kDomain];
}

mail::LedgerEntry only(const std::string& path) {
  const auto messages = load(path).messages;
  REQUIRE(messages.size() == 1);
  return messages[0];
}

void damage(const std::string& path, std::string_view report) {
  auto database = Database::open(path).value();
  REQUIRE(database.run("UPDATE message SET report = ?", [&](Statement& update) { update.bind(1, report); }));
}

}  // namespace

TEST_CASE("what was reported comes back as it was, and a damaged report is none") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  {
    auto store = MessageStore::open(path, kKey).value();
    CHECK(store.record(kDomain, message({})));
    CHECK(store.update({message(full())}));
  }
  CHECK(only(path) == message(full()));
  for (const auto* report :
       {"", "[", "{}", "[]", R"({"at_ms":"1","verdict":"refused"})", R"({"at_ms":1,"verdict":"blue"})",
        R"({"at_ms":1})", "[[[[[[[", R"({"at_ms":-1,"verdict":"refused"})",
        R"({"at_ms":9223372036854775807,"verdict":"refused"})",
        R"({"at_ms":18446744073709551615,"verdict":"refused"})"}) {
    CAPTURE(report);
    damage(path, report);
    CHECK(only(path) == message({}));
  }
  damage(path, R"({"at_ms":1,"verdict":"refused","status":5})");
  CHECK(only(path).report ==
        mail::DeliveryReport{.at = WallTime(Millis{1}), .verdict = mail::ReportVerdict::refused});
}

TEST_CASE("how far bounces were read is written with what they said, or neither is") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  const BounceFolder inbox{kDomain, "bounces", "INBOX"};
  {
    auto store = MessageStore::open(path, kKey).value();
    CHECK(store.record(kDomain, message({})));
    CHECK(store.update({message({})}, {}, {{inbox, {7, 9}}}));
    REQUIRE(
        store.database().execute("CREATE TRIGGER full BEFORE INSERT ON bounce_position BEGIN SELECT "
                                 "RAISE(ABORT, 'disk full'); END;"));
    CHECK_FALSE(store.update({message(full())}, {}, {{inbox, {7, 10}}}));
  }
  CHECK(load(path).bounce_positions.at("bounces").at("INBOX") == FolderPosition{7, 9});
  CHECK_FALSE(only(path).report);
}

TEST_CASE("the journal writes what bounces say, and their places once each") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  Sim sim;
  Snapshot snapshot;
  const auto follow = [&](StoreJournal& journal, const Observation& seen) {
    snapshot = fold(std::move(snapshot), seen);
    journal.follow(seen, snapshot);
  };
  {
    auto store = MessageStore::open(path, kKey).value();
    CHECK(store.record(kDomain, std::get<MessageRecorded>(recorded(0, "a")).entry));
    StoreJournal journal(sim.io.get_executor(), sim.clock, std::move(store), Retention{});
    snapshot = folded({recorded(0, "a"), attempted(1, "a", mail::SmtpDisposition::accepted)});
    follow(journal, bounced(5, "a", mail::DsnAction::failed, "5.1.1"));
    follow(journal, mailbox_shows(6, {}));
  }
  const auto kept = load(path);
  REQUIRE(kept.messages.size() == 1);
  CHECK(kept.messages[0].result == mail::MessageResult::refused);
  CHECK(kept.messages[0].report == find_message(mail_of(snapshot), "a")->report);
  CHECK(kept.messages[0].detail == "550 5.1.1 no (proxy.example, told by a bounce)");
  CHECK(kept.bounce_positions.at("bounces").at("INBOX") == FolderPosition{7, 100});
  REQUIRE(Database::open(path)->execute("DELETE FROM bounce_position"));
  {
    StoreJournal journal(sim.io.get_executor(), sim.clock, MessageStore::open(path, kKey).value(),
                         Retention{});
    follow(journal, bounced(7, "nobody", mail::DsnAction::failed, "5.1.1"));
    follow(journal, bounced(8, "nobody", mail::DsnAction::failed, "5.1.1"));
  }
  CHECK(load(path).bounce_positions.at("bounces").at("INBOX") == FolderPosition{7, 100});
}

TEST_CASE("a state file of schema 8 is brought up, and keeps its messages") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  {
    auto store = MessageStore::open(path, kKey).value();
    CHECK(store.record(kDomain, message({})));
    REQUIRE(store.database().execute(kDropNinth.c_str()));
    REQUIRE(store.database().execute("UPDATE meta SET schema_version = 8"));
  }
  CHECK(only(path) == message({}));
  CHECK(load(path).bounce_positions.empty());
}
