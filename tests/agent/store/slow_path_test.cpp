#include "agent/store/message_store.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

// What a start knows of a path by which mail is sent seldom.
using namespace cutwatch;
using namespace cutwatch::store;
using test::at;

namespace {

void end_one(MessageStore& store, const std::string& path, int number) {
  mail::LedgerEntry entry{.id = fmt::format("{:04}", number),
                          .probe = "main",
                          .path = path,
                          .mailbox = "inbox",
                          .from = "probe@agent.example.net",
                          .to = "probe@example.org",
                          .recorded = at(number),
                          .limits = {}};
  REQUIRE(store.record("example.org", entry));
  entry.disposition = mail::SmtpDisposition::refused;
  entry.result = mail::MessageResult::refused;
  entry.ended = at(number);
  REQUIRE(store.update({entry}));
}

}  // namespace

TEST_CASE("a start reads the last to have ended of a slow path too") {
  auto store = MessageStore::open(":memory:", {1, 2, 3});
  REQUIRE(store);
  for (int i = 0; i < 20; ++i) end_one(*store, "old", i);
  for (int i = 100; i < 800; ++i) end_one(*store, "new", i);
  const auto state = restore_mail(store->load().value().at("example.org"));
  CHECK(state.ended.size() == kMaxEnded);
  CHECK(state.ended.front()->id == "0012");
  CHECK(state.ended.back()->id == "0799");
}
