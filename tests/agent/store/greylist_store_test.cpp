#include "agent/store/message_store.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;

namespace {

constexpr net::HmacKey kKey{1, 2, 3};

void write(const std::string& path, const mail::LedgerEntry& entry) {
  REQUIRE(MessageStore::open(path, kKey).value().update({entry}));
}

KeptLedger kept(const std::string& path) {
  return MessageStore::open(path, kKey).value().load().value().at("example.org");
}

mail::LedgerEntry tried(const mail::LedgerEntry& entry, mail::SmtpDisposition disposition, double when) {
  return mail::with_attempt(entry, {.disposition = disposition}, at(when));
}

}  // namespace

TEST_CASE("a message that was put off before a restart is measured by when that was, and counted once") {
  const TempDirectory directory;
  const auto path = directory.file("ledger.db");
  const mail::LedgerEntry entry{.id = "a", .probe = "main", .path = "new", .recorded = at(0)};
  REQUIRE(MessageStore::open(path, kKey).value().record("example.org", entry));
  CHECK_FALSE(kept(path).messages.front().first_deferral);
  write(path, tried(entry, deferred, 1.5));
  const auto again = kept(path).messages.front();
  CHECK(again.first_deferral == at(1.5));
  const auto taken = tried(tried(again, deferred, 100), accepted, 301.5);
  for (int i = 0; i < 2; ++i) write(path, taken);
  auto left = taken;
  left.last_try.reset();  // how the last attempt went is not kept
  CHECK(kept(path).messages.front() == left);
  const auto greylisted = kept(path).totals.at({"main", "new"}).greylisted;
  CHECK(greylisted.count() == 1);
  CHECK(greylisted.sum() == doctest::Approx(300));
  // Up to 300 s; at the bound itself.
  CHECK(greylisted.counts().at(13) == 1);
}
