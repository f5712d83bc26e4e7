#include "agent/store/message_store.hpp"

#include "agent/store/schema.hpp"
#include "tests/agent/store/older_schema.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <fstream>

using namespace cutwatch;
using namespace cutwatch::store;
using test::at;
using test::TempDirectory;

namespace {

constexpr net::HmacKey kKey{1, 2, 3, 0xff};

mail::LedgerEntry recorded(const std::string& id) {
  return {.id = id,
          .probe = "main",
          .path = "new",
          .mailbox = "inbox",
          .from = "probe@agent.example.net",
          .to = "probe@example.org",
          .route = "198.51.100.7:25 > probe mail.example.org 192.0.2.10:993",
          .recorded = at(1.234),
          .limits = {
              .late_after = Millis{60'001}, .lost_after = Millis{600'002}, .longest_pause = Millis{900'003}}};
}

mail::LedgerEntry complete(const std::string& id) {
  auto entry = recorded(id);
  entry.attempts = 3;
  entry.deferrals = 2;
  entry.disposition = mail::SmtpDisposition::accepted;
  entry.accepted = at(2.5);
  entry.detail = "250 2.0.0 Ok: it's \"queued\" as ABC; DROP TABLE message";
  entry.sighting =
      mail::Sighting{.at = at(9.001), .folder = "Jun\xc3\xa4k", .is_junk = true, .was_watched = false};
  entry.copies = 4;
  entry.result = mail::MessageResult::junk;
  entry.ended = at(9.001);
  entry.is_found_after_lost = true;
  return entry;
}

std::vector<mail::LedgerEntry> load(const std::string& path, const std::string& domain = "example.org") {
  auto store = MessageStore::open(path, kKey);
  REQUIRE(store);
  auto loaded = store->load();
  REQUIRE(loaded);
  return (*loaded)[domain].messages;
}

/// Takes a message from its record to its end, and gives it.
mail::LedgerEntry taken_to_end(MessageStore& store, const std::string& id, double when,
                               mail::MessageResult result, const std::string& path = "new") {
  auto entry = recorded(id);
  entry.path = path;
  entry.recorded = at(when);
  REQUIRE(store.record("example.org", entry));
  entry.deferrals = 1;
  entry.disposition = mail::SmtpDisposition::accepted;
  entry.accepted = at(when);
  if (result == mail::MessageResult::delivered) {
    entry.sighting = mail::Sighting{.at = at(when + 2), .folder = "INBOX"};
    entry.copies = 1;
  }
  entry.result = result;
  entry.ended = at(when + 2);
  REQUIRE(store.update({entry}));
  return entry;
}

void check_same(const PathTotals& one, const PathTotals& other) {
  CHECK(one.results == other.results);
  CHECK(one.deferrals == other.deferrals);
  CHECK(one.duplicates == other.duplicates);
  CHECK(one.found_after_lost == other.found_after_lost);
  CHECK(one.last_result == other.last_result);
  CHECK(one.latency.counts() == other.latency.counts());
  CHECK(one.latency.sum() == doctest::Approx(other.latency.sum()));
}

/// What the first version left: the same messages, no totals, and nothing of name servers and resolvers.
constexpr const char* kMakeFirst =
    "DROP TABLE dns_authority; DROP TABLE dns_resolver; DROP TABLE calibration; DROP TABLE "
    "total; DROP INDEX "
    "message_in_flight; DROP "
    "INDEX message_ended; DROP INDEX "
    "message_ended_by_path; ALTER TABLE message DROP COLUMN was_watched; UPDATE meta SET schema_version = 1;";

/// Messages of two paths in every state, and the totals that they come to.
std::map<std::string, KeptLedger> fill(const std::string& path) {
  auto store = MessageStore::open(path, kKey);
  REQUIRE(store);
  for (int i = 0; i < 40; ++i) {
    const auto result = mail::kMessageResults[static_cast<std::size_t>(i) % mail::kMessageResults.size()];
    auto entry = taken_to_end(*store, fmt::format("{:02}", i), i * 10, result, i % 3 == 0 ? "old" : "new");
    if (i % 7 == 0) entry = mail::with_sighting(entry, {.at = at(2000 + i), .folder = "INBOX"}, 2);
    if (i % 7 == 0) REQUIRE(store->update({entry}));
  }
  REQUIRE(store->record("example.org", recorded("in flight")));
  return store->load().value();
}

std::string error_of(const std::string& path, FailureKind kind = FailureKind::storage) {
  const auto store = MessageStore::open(path, kKey);
  REQUIRE_FALSE(store);
  CHECK(store.error().kind == kind);
  return store.error().detail;
}

}  // namespace

TEST_CASE("every field of a message comes back from the store, and what is not known stays so") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  {
    auto store = MessageStore::open(path, kKey);
    REQUIRE(store);
    CHECK(store->record("example.org", recorded("a")));
    CHECK(store->record("example.org", recorded("b")));
    CHECK(store->record("example.net", recorded("c")));
    CHECK(store->update({complete("b")}));
  }
  const auto messages = load(path);
  REQUIRE(messages.size() == 2);
  CHECK(messages[0] == recorded("a"));
  CHECK(messages[1] == complete("b"));
  CHECK(load(path, "example.net").size() == 1);
}

TEST_CASE("every result and disposition comes back as itself") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  std::vector<mail::LedgerEntry> entries;
  for (const auto result : mail::kMessageResults) {
    auto entry = recorded(fmt::format("r{}", entries.size()));
    entry.result = result;
    entries.push_back(entry);
  }
  for (const auto disposition :
       {mail::SmtpDisposition::accepted, mail::SmtpDisposition::deferred, mail::SmtpDisposition::refused,
        mail::SmtpDisposition::not_sent, mail::SmtpDisposition::unknown}) {
    auto entry = recorded(fmt::format("s{}", entries.size()));
    entry.disposition = disposition;
    entries.push_back(entry);
  }
  {
    auto store = MessageStore::open(path, kKey);
    for (const auto& entry : entries) {
      CHECK(store->record("example.org", entry));
      CHECK(store->update({entry}));
    }
  }
  CHECK(load(path) == entries);
}

TEST_CASE("a departure is remembered: the message may have left") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  {
    auto store = MessageStore::open(path, kKey);
    CHECK(store->record("example.org", recorded("a")));
    CHECK(store->mark_departure("a"));
    CHECK(store->mark_departure("nobody"));
  }
  CHECK(load(path).at(0).disposition == mail::SmtpDisposition::unknown);
  CHECK_FALSE(load(path).at(0).is_to_be_retried());
}

TEST_CASE("an id is recorded once") {
  auto store = MessageStore::open(":memory:", kKey);
  REQUIRE(store);
  CHECK(store->record("example.org", recorded("a")));
  const auto again = store->record("example.org", recorded("a"));
  REQUIRE_FALSE(again);
  CHECK(again.error().kind == FailureKind::storage);
}

TEST_CASE("the key of a store is the one it was made with") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  CHECK(MessageStore::open(path, kKey)->key() == kKey);
  CHECK(MessageStore::open(path, net::HmacKey{9})->key() == kKey);
}

TEST_CASE("a newer schema is refused and left alone") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  CHECK(MessageStore::open(path, kKey));
  const auto set = [&](std::int64_t version) {
    return Database::open(path)->execute(fmt::format("UPDATE meta SET schema_version = {}", version).c_str());
  };
  CHECK(set(kSchemaVersion + 1));
  CHECK(error_of(path).contains(
      fmt::format("schema {}, this version knows {}", kSchemaVersion + 1, kSchemaVersion)));
  CHECK(set(kSchemaVersion));
  CHECK(MessageStore::open(path, kKey));
}

TEST_CASE("a damaged or foreign file is an error and not overwritten") {
  const TempDirectory directory;
  const auto garbage = directory.file("garbage.db");
  std::ofstream(garbage) << std::string(8192, 'x');
  CHECK(error_of(garbage, FailureKind::malformed).contains("garbage.db: file is not a database"));
  CHECK_FALSE(error_of(garbage, FailureKind::malformed).contains("another cutwatch"));
  CHECK(std::filesystem::file_size(garbage) == 8192);

  const auto keyless = directory.file("keyless.db");
  CHECK(MessageStore::open(keyless, kKey));
  for (const auto* change :
       {"UPDATE meta SET key = 'zz'", "UPDATE meta SET key = substr(key, 1, 10)", "DELETE FROM meta"}) {
    CHECK(Database::open(keyless)->execute(change));
    CHECK_FALSE(error_of(keyless, FailureKind::malformed).empty());
  }
  const auto foreign = directory.file("foreign.db");
  CHECK(Database::open(foreign)->execute("CREATE TABLE theirs (n)"));
  CHECK(error_of(foreign).contains("a database of another program"));
  CHECK(error_of(directory.file("no/such/directory/ledger.db")).contains("cannot open"));
}

TEST_CASE("numbers that no enum has count as not known") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  {
    auto store = MessageStore::open(path, kKey);
    CHECK(store->record("example.org", recorded("a")));
  }
  CHECK(Database::open(path)->execute("UPDATE message SET result = 6, disposition = -1"));
  CHECK(load(path).at(0) == recorded("a"));
}

TEST_CASE("what is counted of messages goes on when they are forgotten") {
  auto store = MessageStore::open(":memory:", kKey);
  REQUIRE(store);
  for (int i = 0; i < 20; ++i)
    taken_to_end(*store, fmt::format("{:02}", i), i, mail::MessageResult::delivered);
  taken_to_end(*store, "other", 0, mail::MessageResult::refused, "old");
  REQUIRE(store->record("example.org", recorded("in flight")));
  const auto before = store->load().value().at("example.org");
  CHECK(before.totals.at({"main", "new"}).results.at(mail::MessageResult::delivered) == 20);
  CHECK(before.totals.at({"main", "new"}).deferrals == 20);
  CHECK(before.totals.at({"main", "new"}).latency.sum() == doctest::Approx(40));

  struct Row {
    const char* what;
    Retention retention;
    double now;
    std::size_t remembered;
  };
  const Row rows[] = {
      {"all are young", {.age = Seconds{100}, .least = 1}, 21, 22},
      {"old, but among the last of their path", {.age = Seconds{1}, .least = 100}, 5000, 22},
      {"some are older", {.age = Seconds{10}, .least = 1}, 21, 13},
      {"all are older, the last are kept", {.age = Seconds{10}, .least = 3}, 5000, 5},
      {"nobody asks for the last", {.age = Seconds{10}, .least = 0}, 5000, 3},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    REQUIRE(store->prune(row.retention, at(row.now)));
    const auto after = store->load().value().at("example.org");
    CHECK(after.messages.size() == row.remembered);
    for (const auto& [path, totals] : before.totals) check_same(after.totals.at(path), totals);
  }
  CHECK(store->recall("example.org", {"00", "19", "in flight"}).value().size() == 2);
}

TEST_CASE("a message that was recalled and forgotten meanwhile still counts what is added to it") {
  auto store = MessageStore::open(":memory:", kKey);
  REQUIRE(store);
  for (const auto* id : {"a", "b", "c"}) taken_to_end(*store, id, 1, mail::MessageResult::delivered);
  auto recalled = store->recall("example.org", {"a"}).value().at(0);
  recalled = mail::with_sighting(recalled, {.at = at(50), .folder = "INBOX"}, 1);
  REQUIRE(store->update({recalled}));
  REQUIRE(store->prune({.age = Seconds{1}, .least = 1}, at(5000)));
  taken_to_end(*store, "d", 6000, mail::MessageResult::lost);
  REQUIRE(store->prune({.age = Seconds{1}, .least = 1}, at(9000)));
  REQUIRE(store->recall("example.org", {"a", "b"}).value().empty());
  const auto totals = [&] { return store->load().value().at("example.org").totals.at({"main", "new"}); };
  CHECK(totals().duplicates == 1);

  recalled = mail::with_sighting(recalled, {.at = at(60), .folder = "INBOX"}, 2);
  for (int i = 0; i < 2; ++i) {  // written twice, counted once
    REQUIRE(store->update({recalled}));
    CHECK(totals().duplicates == 3);
  }
  CHECK(totals().results.at(mail::MessageResult::delivered) == 3);
  CHECK(totals().last_result == mail::MessageResult::lost);
  auto stranger = complete("b");
  REQUIRE(store->update({stranger}));
  CHECK(totals().duplicates == 3);
}

TEST_CASE("a backlog is forgotten piece by piece") {
  auto store = MessageStore::open(":memory:", kKey);
  REQUIRE(store);
  for (int i = 0; i < 1200; ++i)
    taken_to_end(*store, fmt::format("{:04}", i), i, mail::MessageResult::refused);
  const Retention retention{.age = Seconds{1}, .least = 10};
  CHECK(store->prune(retention, at(5000)) == 512U);
  CHECK(store->prune(retention, at(5000)) == 512U);
  CHECK(store->prune(retention, at(5000)) == 166U);
  CHECK(store->prune(retention, at(5000)) == 0U);
  CHECK(store->recall("example.org", {"1189", "1190"}).value().size() == 1);
}

TEST_CASE("a start reads what is in flight and the last to have ended, however many there were") {
  auto store = MessageStore::open(":memory:", kKey);
  REQUIRE(store);
  REQUIRE(store->record("example.org", recorded("in flight")));
  for (int i = 0; i < 700; ++i)
    taken_to_end(*store, fmt::format("{:04}", i), i, mail::MessageResult::delivered,
                 i % 2 == 0 ? "old" : "new");
  const auto ledger = store->load().value().at("example.org");
  CHECK(ledger.messages.size() == kMaxEnded + 1);
  const auto state = restore_mail(ledger);
  CHECK(state.in_flight.size() == 1);
  CHECK(state.ended.front()->id == "0188");
  CHECK(state.ended.back()->id == "0699");
  CHECK(state.totals.at({"main", "new"}).results.at(mail::MessageResult::delivered) == 350);
}

TEST_CASE("what is written twice is counted once, and of an update that fails nothing is") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  auto entry = recorded("b");
  {
    auto store = MessageStore::open(path, kKey);
    entry = taken_to_end(*store, "a", 1, mail::MessageResult::delivered);
    REQUIRE(store->record("example.org", recorded("b")));
    CHECK(store->update({entry, entry}));
    CHECK(store->load().value().at("example.org").totals.at({"main", "new"}).deferrals == 1);
  }
  CHECK(
      Database::open(path)->execute("CREATE TRIGGER full BEFORE UPDATE ON message WHEN new.id = 'b' BEGIN "
                                    "SELECT RAISE(ABORT, 'disk full'); END"));
  auto store = MessageStore::open(path, kKey);
  entry = mail::with_sighting(entry, {.at = at(9), .folder = "INBOX"}, 5);
  CHECK_FALSE(store->update({entry, complete("b")}));
  const auto ledger = store->load().value().at("example.org");
  CHECK(ledger.totals.at({"main", "new"}).duplicates == 0);
  CHECK(store->recall("example.org", {"a"}).value().at(0).copies == 1);
  CHECK(store->update({entry}));
}

TEST_CASE("the store of the first version keeps every total") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  const auto before = fill(path).at("example.org");
  REQUIRE(Database::open(path)->execute(test::kDropChronicle.c_str()));
  REQUIRE(Database::open(path)->execute(kMakeFirst));
  auto store = MessageStore::open(path, kKey);
  REQUIRE(store);
  CHECK(store->key() == kKey);
  const auto after = store->load().value().at("example.org");
  auto messages = before.messages;
  for (auto& entry : messages) {  // nobody wrote it down then
    entry.route.clear();
    entry.limits.longest_pause = {};
  }
  CHECK(after.messages == messages);
  REQUIRE(after.totals.size() == before.totals.size());
  for (const auto& [each, totals] : before.totals) check_same(after.totals.at(each), totals);
  CHECK(after.totals.at({"main", "new"}).last_result == mail::MessageResult::refused);
}

TEST_CASE("a migration that fails leaves the store as it was") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  const auto before = fill(path).at("example.org");
  REQUIRE(Database::open(path)->execute(test::kDropChronicle.c_str()));
  REQUIRE(Database::open(path)->execute(kMakeFirst));
  REQUIRE(Database::open(path)->execute("CREATE INDEX message_ended_by_path ON message (id)"));
  CHECK_FALSE(error_of(path).empty());
  REQUIRE(Database::open(path)->execute("DROP INDEX message_ended_by_path"));
  const auto after = MessageStore::open(path, kKey)->load().value().at("example.org");
  for (const auto& [each, totals] : before.totals) check_same(after.totals.at(each), totals);
}

TEST_CASE("latencies counted under bounds of another version go to the bucket that holds them") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  {
    auto store = MessageStore::open(path, kKey);
    taken_to_end(*store, "a", 1, mail::MessageResult::delivered);
  }
  CHECK(Database::open(path)->execute(
      "INSERT INTO total VALUES ('example.org', 'main', 'new', 'latency_le_ms:2400', 3), "
      "('example.org', 'main', 'new', 'latency_le_ms:inf', 2), ('example.org', 'main', 'new', 'hops', 9)"));
  const auto ledger = MessageStore::open(path, kKey)->load().value().at("example.org");
  const auto& latency = ledger.totals.at({"main", "new"}).latency;
  CHECK(latency.counts()[7] == 4);
  CHECK(latency.counts().back() == 2);
}
