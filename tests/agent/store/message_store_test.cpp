#include "agent/store/message_store.hpp"

#include "agent/store/schema.hpp"
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
          .recorded = at(1.234),
          .limits = {.late_after = Millis{60'001}, .lost_after = Millis{600'002}}};
}

mail::LedgerEntry complete(const std::string& id) {
  auto entry = recorded(id);
  entry.attempts = 3;
  entry.deferrals = 2;
  entry.disposition = mail::SmtpDisposition::accepted;
  entry.accepted = at(2.5);
  entry.detail = "250 2.0.0 Ok: it's \"queued\" as ABC; DROP TABLE message";
  entry.sighting = mail::Sighting{.at = at(9.001), .folder = "Jun\xc3\xa4k", .is_junk = true};
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
  return (*loaded)[domain];
}

std::string error_of(const std::string& path) {
  const auto store = MessageStore::open(path, kKey);
  REQUIRE_FALSE(store);
  CHECK(store.error().kind == FailureKind::storage);
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
    CHECK(store->update(complete("b")));
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
      CHECK(store->update(entry));
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
  CHECK(Database::open(path)->execute("UPDATE meta SET schema_version = 2"));
  CHECK(error_of(path).contains("schema 2, this version knows 1"));
  CHECK(Database::open(path)->execute("UPDATE meta SET schema_version = 1"));
  CHECK(MessageStore::open(path, kKey));
}

TEST_CASE("a damaged or foreign file is an error and not overwritten") {
  const TempDirectory directory;
  const auto garbage = directory.file("garbage.db");
  std::ofstream(garbage) << std::string(8192, 'x');
  CHECK_FALSE(error_of(garbage).empty());
  CHECK(std::filesystem::file_size(garbage) == 8192);

  const auto keyless = directory.file("keyless.db");
  CHECK(MessageStore::open(keyless, kKey));
  for (const auto* change :
       {"UPDATE meta SET key = 'zz'", "UPDATE meta SET key = substr(key, 1, 10)", "DELETE FROM meta"}) {
    CHECK(Database::open(keyless)->execute(change));
    CHECK_FALSE(error_of(keyless).empty());
  }
  CHECK(error_of(directory.file("no/such/directory/ledger.db")).contains("cannot open"));
}

TEST_CASE("numbers that no enum has count as not known") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  {
    auto store = MessageStore::open(path, kKey);
    CHECK(store->record("example.org", recorded("a")));
  }
  CHECK(Database::open(path)->execute("UPDATE message SET result = 5, disposition = -1"));
  CHECK(load(path).at(0) == recorded("a"));
}
