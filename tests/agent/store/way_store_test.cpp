#include "agent/store/message_store.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

constexpr net::HmacKey kKey{1, 2, 3};

mail::DnsWay way() {
  return {.exchanges = {{.host = "in.proxy.example.", .address = endpoint("198.51.100.7:25"), .path = "new"}},
          .resolvers = {"google"},
          .other_resolvers = 2};
}

mail::LedgerEntry sent() {
  return {.id = "a", .probe = "main", .path = "dns", .mailbox = "inbox", .recorded = at(1), .way = way()};
}

mail::LedgerEntry only(const std::string& path) {
  const auto kept = MessageStore::open(path, kKey).value().load().value().at("example.org").messages;
  REQUIRE(kept.size() == 1);
  return kept.front();
}

void damage(const std::string& path, std::string_view way) {
  auto database = Database::open(path).value();
  REQUIRE(database.run("UPDATE message SET way = ?", [&](Statement& update) { update.bind(1, way); }));
}

}  // namespace

TEST_CASE("where DNS sent a message is kept from its record on, and who took it from then on") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  auto entry = sent();
  {
    auto store = MessageStore::open(path, kKey).value();
    REQUIRE(store.record("example.org", entry));
  }
  CHECK(only(path).way == way());
  entry.way->answered = endpoint("198.51.100.7:25");
  entry.way->tried = at(2);
  {
    auto store = MessageStore::open(path, kKey).value();
    REQUIRE(store.update({entry}, {}, {}));
  }
  CHECK(only(path).way == entry.way);
}

TEST_CASE("a way that is damaged is none, and one that is too long neither") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  auto too_long = way();
  too_long.exchanges.resize(mail::kMaxExchanges + 1, too_long.exchanges.front());
  auto entry = sent();
  entry.way = too_long;
  REQUIRE(MessageStore::open(path, kKey).value().record("example.org", entry));
  CHECK_FALSE(only(path).way);
  for (
      const auto* text :
      {"", "[", "{}", "[]", R"({"exchanges":[],"resolvers":[5],"other_resolvers":0})",
       R"({"exchanges":[{}],"resolvers":[],"other_resolvers":0})",
       R"({"exchanges":[{"host":"a.","address":"x","rank":0,"path":""}],"resolvers":[],"other_resolvers":0})",
       R"({"exchanges":[{"host":"a.","address":"192.0.2.1:25","rank":300,"path":""}],"resolvers":[],"other_resolvers":0})",
       R"({"exchanges":[],"resolvers":[],"other_resolvers":-1})"}) {
    CAPTURE(text);
    damage(path, text);
    CHECK_FALSE(only(path).way);
  }
}
