#include "agent/store/message_store.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string_view>

// What a message showed when it was found is kept as it was, or not known.
using namespace cutwatch;
using namespace cutwatch::store;
using test::at;
using test::TempDirectory;

namespace {

constexpr net::HmacKey kKey{1, 2, 3, 0xff};

mail::LedgerEntry recorded(const std::string& id) {
  return {.id = id, .probe = "main", .path = "new", .mailbox = "inbox", .recorded = at(1)};
}

mail::LedgerEntry found(const std::string& id, std::optional<mail::Inspection> inspection) {
  auto entry = recorded(id);
  entry.accepted = at(2);
  entry.queue_id = "4ABC";
  entry.sighting = mail::Sighting{.at = at(9), .folder = "INBOX", .inspection = std::move(inspection)};
  entry.copies = 1;
  entry.result = mail::MessageResult::delivered;
  entry.ended = at(9);
  return entry;
}

/// By id.
std::map<std::string, mail::LedgerEntry> load(const std::string& path) {
  auto store = MessageStore::open(path, kKey);
  REQUIRE(store);
  auto loaded = store->load();
  REQUIRE(loaded);
  std::map<std::string, mail::LedgerEntry> out;
  for (const auto& entry : (*loaded)["example.org"].messages) out.emplace(entry.id, entry);
  return out;
}

void damage(const std::string& path, std::string_view changes) {
  auto database = Database::open(path).value();
  REQUIRE(database.run("UPDATE message SET changes = ? WHERE id = 'a'",
                       [&](Statement& update) { update.bind(1, changes); }));
}

}  // namespace

TEST_CASE("what a message showed comes back as it was") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  const auto changed = found(
      "a", mail::Inspection{.received = {"from a.example ([192.0.2.1]) by b.example id 4ABC", ""},
                            .changes = {{.field = mail::MessageField::subject, .diff = "-a \"b\"\n+[x] a\n"},
                                        {.field = mail::MessageField::body, .diff = ""}}});
  {
    auto store = MessageStore::open(path, kKey);
    CHECK(store->record("example.org", recorded("a")));
    CHECK(store->update({changed}));
  }
  CHECK(load(path).at("a") == changed);
}

TEST_CASE("what was believed, when it was filed, and what filters wrote comes back as it was") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  auto marked = found("a", mail::Inspection{});
  marked.sighting->filed = at(8);
  marked.sighting->inspection->believed = {.count = 2, .reach_sender = true};
  marked.sighting->inspection->spam = {
      .is_marked = true, .score = -0.5, .fields = {"X-Spam-Flag: YES", "X-Spam: \"a\""}};
  {
    auto store = MessageStore::open(path, kKey);
    CHECK(store->record("example.org", recorded("a")));
    CHECK(store->update({marked}));
  }
  CHECK(load(path).at("a") == marked);
  for (const auto* spam : {"{}", "[", "{\"marked\": 1, \"score\": null, \"fields\": []}",
                           "{\"marked\": true, \"score\": \"6\", \"fields\": []}",
                           "{\"marked\": true, \"score\": null, \"fields\": [1]}"}) {
    CAPTURE(spam);
    REQUIRE(Database::open(path)->run("UPDATE message SET spam = ?, believed = -7",
                                      [&](Statement& update) { update.bind(1, std::string_view(spam)); }));
    const auto inspection = load(path).at("a").sighting->inspection;
    REQUIRE(inspection);
    CHECK(inspection->spam == mail::SpamSigns{});
    CHECK(inspection->believed.count == 0);
  }
}

TEST_CASE("what the receiver found out about the sender comes back as it was, or is nothing") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  auto told = found("a", mail::Inspection{});
  told.sighting->inspection->authentication = {
      {.method = "spf",
       .verdict = mail::AuthenticationVerdict::softfail,
       .properties = "smtp.mailfrom=\"a\""},
      {.method = "dkim", .verdict = mail::AuthenticationVerdict::pass, .properties = ""}};
  {
    auto store = MessageStore::open(path, kKey);
    CHECK(store->record("example.org", recorded("a")));
    CHECK(store->update({told}));
  }
  CHECK(load(path).at("a") == told);
  for (const auto* results : {"", "{}", "[", "[1]", "[[\"spf\", \"pass\"]]", "[[\"spf\", \"pass\", 1]]"}) {
    CAPTURE(results);
    REQUIRE(Database::open(path)->run("UPDATE message SET authentication = ?",
                                      [&](Statement& update) { update.bind(1, std::string_view(results)); }));
    const auto inspection = load(path).at("a").sighting->inspection;
    REQUIRE(inspection);
    CHECK(inspection->authentication.empty());
  }
}

TEST_CASE("delays hop by hop are counted once, and outlive a restart") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  auto entry = found("a", mail::Inspection{});
  entry.sighting->filed = at(9);
  entry.sighting->inspection->received = {
      "from p ([198.51.100.7]) by old id B; Tue, 01 Dec 2026 00:00:06 +0000",
      "from a ([203.0.113.9]) by p id A; Tue, 01 Dec 2026 00:00:02 +0000"};
  entry.sighting->inspection->believed = {.count = 2, .reach_sender = true};
  const auto hops_of = [&](MessageStore& store) {
    return store.load().value().at("example.org").totals.at({"main", "new"}).hops;
  };
  {
    auto store = MessageStore::open(path, kKey);
    CHECK(store->record("example.org", recorded("a")));
    CHECK(store->update({entry}));
  }
  auto store = MessageStore::open(path, kKey);
  entry.copies = 2;
  CHECK(store->update({entry}));
  const auto hops = hops_of(*store);
  REQUIRE(hops.contains(mail::Hop::to_final));
  CHECK(hops.at(mail::Hop::to_first).sum() == doctest::Approx(1));
  CHECK(hops.at(mail::Hop::to_final).count() == 1);
  CHECK(hops.at(mail::Hop::to_final).sum() == doctest::Approx(4));
  CHECK(hops.at(mail::Hop::to_mailbox).sum() == doctest::Approx(3));
  CHECK(hops.at(mail::Hop::in_first).count() == 0);
}

TEST_CASE("an inspection without a change is another than none, and a damaged one is none") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  const auto intact = found("a", mail::Inspection{});
  const auto unread = found("b", std::nullopt);
  {
    auto store = MessageStore::open(path, kKey);
    for (const auto& entry : {intact, unread}) CHECK(store->record("example.org", recorded(entry.id)));
    CHECK(store->update({intact, unread}));
  }
  CHECK(load(path) == std::map<std::string, mail::LedgerEntry>{{"a", intact}, {"b", unread}});
  for (const auto* changes :
       {"", "{}", "[[\"subject\"]]", "[[\"colour\", \"x\"]]", "[[1, 2]]", "[", "[[[[["}) {
    CAPTURE(changes);
    damage(path, changes);
    CHECK_FALSE(load(path).at("a").sighting->inspection);
  }
}
