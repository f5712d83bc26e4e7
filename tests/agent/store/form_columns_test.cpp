#include "agent/store/message_store.hpp"
#include "tests/agent/store/older_schema.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <string_view>

// What a message is like survives a restart: it is written again from that.
using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

constexpr net::HmacKey kKey{1, 2, 3, 0xff};

mail::LedgerEntry message(mail::MessageForm form) {
  return {.id = "a",
          .probe = "main",
          .path = "new",
          .mailbox = "inbox",
          .recorded = at(1),
          .form = std::move(form)};
}

mail::MessageForm full() {
  return {.body = mail::BodyKind::large,
          .large_size = 65'536,
          .reply_to = "c@example.net",
          .signed_with = "0123456789abcdef0123456789abcdef"};
}

mail::LedgerEntry only(const std::string& path) {
  auto loaded = MessageStore::open(path, kKey).value().load().value();
  const auto& messages = loaded["example.org"].messages;
  REQUIRE(messages.size() == 1);
  return messages[0];
}

}  // namespace

TEST_CASE("a message's form is kept from when it is recorded, and how it was sent from then on") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  CHECK(MessageStore::open(path, kKey)->record("example.org", message(full())));
  CHECK(only(path) == message(full()));
  auto sent = full();
  sent.is_seven_bit = true;
  CHECK(MessageStore::open(path, kKey)->update({message(sent)}));
  CHECK(only(path).form == sent);
}

TEST_CASE("that a signature was judged is kept") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  auto found = message(full());
  found.sighting = mail::Sighting{
      .at = at(9), .folder = "INBOX", .inspection = mail::Inspection{.is_signature_judged = true}};
  CHECK(MessageStore::open(path, kKey)->record("example.org", message(full())));
  CHECK(MessageStore::open(path, kKey)->update({found}));
  CHECK(only(path).sighting == found.sighting);
}

TEST_CASE("a damaged form is that of a plain message") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  CHECK(MessageStore::open(path, kKey)->record("example.org", message(full())));
  for (const std::string_view form :
       {"[", "{}", R"({"body":"gtube","large_size":1,"reply_to":"","signed_with":"","seven_bit":false})",
        R"({"body":"large","large_size":99999999999,"reply_to":"","signed_with":"","seven_bit":false})",
        R"({"body":"large","large_size":-1,"reply_to":"","signed_with":"","seven_bit":false})",
        R"({"body":"dots","large_size":1,"reply_to":7,"signed_with":"","seven_bit":false})"}) {
    CAPTURE(form);
    REQUIRE(Database::open(path)->run("UPDATE message SET form = ?",
                                      [&](Statement& update) { update.bind(1, form); }));
    CHECK(only(path).form == mail::MessageForm{});
  }
}

TEST_CASE("messages of schema 9 are plain ones") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  {
    auto store = MessageStore::open(path, kKey).value();
    CHECK(store.record("example.org", message(full())));
    REQUIRE(store.database().execute(kDropTenth.c_str()));
    REQUIRE(store.database().execute("UPDATE meta SET schema_version = 9"));
  }
  CHECK(only(path) == message({}));
}
