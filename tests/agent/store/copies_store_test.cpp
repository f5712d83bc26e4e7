#include "agent/store/message_store.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

constexpr net::HmacKey kKey{1, 2, 3};

mail::LedgerEntry only(const std::string& path) {
  const auto kept = MessageStore::open(path, kKey).value().load().value().at("example.org").messages;
  REQUIRE(kept.size() == 1);
  return kept.front();
}

/// Nobody else may have the state file open.
void damage(const std::string& path, std::string_view text) {
  auto database = Database::open(path).value();
  REQUIRE(database.run("UPDATE message SET also_in = ?", [&](Statement& update) { update.bind(1, text); }));
}

}  // namespace

TEST_CASE("where else a message is expected is kept from its record on, and what was found there") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  mail::LedgerEntry entry{.id = "a", .probe = "main", .path = "old", .mailbox = "inbox", .recorded = at(1)};
  entry.also_in = {{.mailbox = "new", .account = "u imap.example 192.0.2.1:993"}, {.mailbox = "third"}};
  entry.also_in[0].suffices = true;
  REQUIRE(MessageStore::open(path, kKey).value().record("example.org", entry));
  CHECK(only(path).also_in == entry.also_in);
  entry.also_in[0].seen = at(2);
  entry.also_in[0].filed = at(1);
  entry.also_in[0].folder = "Junk";
  entry.also_in[0].is_junk = true;
  entry.also_in[1].missed = at(950);
  REQUIRE(MessageStore::open(path, kKey).value().update({entry}, {}, {}));
  CHECK(only(path).also_in == entry.also_in);
}

TEST_CASE("what was told of a copy that will not arrive is kept") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  mail::LedgerEntry entry{.id = "a", .probe = "main", .path = "old", .mailbox = "inbox", .recorded = at(1)};
  REQUIRE(MessageStore::open(path, kKey).value().record("example.org", entry));
  CHECK_FALSE(only(path).copy_bounce);
  entry.copy_bounce = mail::DeliveryReport{
      .at = at(5), .verdict = mail::ReportVerdict::given_up, .recipient = "probe@new.example"};
  REQUIRE(MessageStore::open(path, kKey).value().update({entry}, {}, {}));
  CHECK(only(path).copy_bounce == entry.copy_bounce);
  CHECK_FALSE(only(path).report);
}

TEST_CASE("copies that are damaged are none, and too many neither") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  mail::LedgerEntry entry{.id = "a", .probe = "main", .path = "old", .mailbox = "inbox", .recorded = at(1)};
  entry.also_in.resize(mail::kMostCopiesExpected + 1);
  REQUIRE(MessageStore::open(path, kKey).value().record("example.org", entry));
  CHECK(only(path).also_in.empty());
  for (const auto* text :
       {"[", "{}", "[5]", "[{}]",
        R"([{"mailbox":"n","account":"","folder":"","junk":false,"seen_ms":-1,"missed_ms":null}])",
        R"([{"mailbox":5,"account":"","folder":"","junk":false,"seen_ms":1,"missed_ms":null}])"}) {
    CAPTURE(text);
    damage(path, text);
    CHECK(only(path).also_in.empty());
  }
}
