#include "agent/store/message_store.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

constexpr net::HmacKey kKey{1, 2, 3};

mail::LedgerEntry sent() {
  return {.id = "a",
          .probe = "main",
          .path = "new",
          .recorded = at(1),
          .awaited_report = mail::AwaitedReport{.mailbox = "bounces"}};
}

KeptLedger kept(const std::string& path) {
  return MessageStore::open(path, kKey).value().load().value().at("example.org");
}

void write(const std::string& path, const mail::LedgerEntry& entry) {
  auto store = MessageStore::open(path, kKey).value();
  REQUIRE(store.update({entry}, {}, {}));
}

/// Nobody else may have the state file open.
void damage(const std::string& path, std::string_view text) {
  auto database = Database::open(path).value();
  REQUIRE(database.run("UPDATE message SET awaited_report = ?",
                       [&](Statement& update) { update.bind(1, text); }));
}

}  // namespace

TEST_CASE("where a report is awaited is kept from the record on, and who promised one from then on") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  auto entry = sent();
  REQUIRE(MessageStore::open(path, kKey).value().record("example.org", entry));
  REQUIRE(kept(path).messages.size() == 1);
  CHECK(kept(path).messages.front().awaited_report == entry.awaited_report);
  entry.awaited_report->is_promised = true;
  write(path, entry);
  CHECK(kept(path).messages.front().awaited_report == entry.awaited_report);
  for (const bool is_promised : {true, false}) {
    entry.awaited_report = {.mailbox = "bounces", .is_promised = is_promised, .is_perhaps_missed = true};
    write(path, entry);
    CHECK(kept(path).messages.front().awaited_report == entry.awaited_report);
  }
}

TEST_CASE("one that ended untold is counted as such, and is the last to have ended") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  auto entry = sent();
  auto good = sent();
  good.id = "b";
  {
    auto store = MessageStore::open(path, kKey).value();
    REQUIRE(store.record("example.org", entry));
    REQUIRE(store.record("example.org", good));
  }
  good.result = mail::MessageResult::delivered;
  good.ended = at(5);
  write(path, good);
  entry.result = mail::MessageResult::untold;
  entry.ended = at(9);
  write(path, entry);
  const auto ledger = kept(path);
  const auto untold = std::ranges::find(ledger.messages, "a", &mail::LedgerEntry::id);
  REQUIRE(untold != ledger.messages.end());
  CHECK(untold->result == mail::MessageResult::untold);
  const auto& totals = ledger.totals.at({"main", "new"});
  CHECK(totals.results.at(mail::MessageResult::untold) == 1);
  CHECK(totals.last_result == mail::MessageResult::untold);
}

TEST_CASE("what is awaited by a damaged row is nothing") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  REQUIRE(MessageStore::open(path, kKey).value().record("example.org", sent()));
  for (const std::string_view text : {"", "promised", "promised ", "perhaps bounces"}) {
    damage(path, text);
    CHECK_FALSE(kept(path).messages.front().awaited_report);
  }
}
