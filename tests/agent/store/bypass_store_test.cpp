#include "agent/store/bypass_row.hpp"
#include "agent/store/log_store.hpp"
#include "agent/store/message_store.hpp"
#include "tests/support/observations.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

BypassState bypass_told() {
  BypassState state = with_audit({}, {.domain = kDomain,
                                      .mailbox = "inbox",
                                      .at = at(5),
                                      .content = MailboxAudited::Content{
                                          .bypasses = {{.at = at(3),
                                                        .address = "203.0.113.9",
                                                        .queue_id = "4ABC",
                                                        .message_id = "a@b",
                                                        .kind = mail::StrayKind::incident}},
                                          .counts = {.read = 7, .by_proxy = 5, .by_strangers = 2},
                                          .positions = {{"INBOX", {.uid_validity = 7, .uid_next = 12}}}}});
  state = with_bypasses(std::move(state), mail::BypassSource::log,
                        {{.at = at(3), .address = "203.0.113.9", .queue_id = "4ABC"}});
  return state;
}

/// What a restart leaves of it.
BypassState as_stored(BypassState state) {
  for (auto& [id, audit] : state.audits) audit.last_read.reset();
  return state;
}

}  // namespace

TEST_CASE("what went around the proxy is known after a restart, and how far mailboxes were audited") {
  const TempDirectory home;
  const auto path = home.file("state.db");
  {
    auto messages = MessageStore::open(path, {}).value();
    LogStore store(messages.database());
    REQUIRE(store.write({.bypasses = {{kDomain, Shared(bypass_told())}}}, {}, at(1)));
  }
  auto messages = MessageStore::open(path, {}).value();
  const auto kept = LogStore(messages.database()).load();
  REQUIRE(kept);
  CHECK(kept->damaged.empty());
  REQUIRE(kept->bypasses.contains(kDomain));
  CHECK(kept->bypasses.at(kDomain) == as_stored(bypass_told()));
  // What was counted before the restart counts no more.
  const auto again = with_bypasses(kept->bypasses.at(kDomain), mail::BypassSource::probe,
                                   {{.at = at(4), .address = "203.0.113.9", .queue_id = "4ABC"}});
  CHECK(again.strays == bypass_told().strays);
}

TEST_CASE("a damaged row of what went around the proxy is left out, and told") {
  const TempDirectory home;
  auto messages = MessageStore::open(home.file("state.db"), {}).value();
  auto database = messages.database();
  LogStore store(database);
  REQUIRE(store.write({.bypasses = {{kDomain, Shared(bypass_told())}}}, {}, at(1)));
  REQUIRE(database.execute("UPDATE bypass SET told = '{\"strays\": 1}'"));
  const auto kept = store.load();
  REQUIRE(kept);
  CHECK(kept->bypasses.empty());
  CHECK(kept->damaged.size() == 1);
}
