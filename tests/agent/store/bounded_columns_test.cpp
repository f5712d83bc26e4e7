#include "agent/store/bounded_columns.hpp"

#include "agent/store/message_store.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <limits>

using namespace cutwatch;
using namespace cutwatch::store;
using test::TempDirectory;

namespace {

constexpr net::HmacKey kKey{1};

}  // namespace

TEST_CASE("numbers beyond what they may be are brought into their range") {
  const TempDirectory directory;
  const auto path = directory.file("state.db");
  REQUIRE(MessageStore::open(path, kKey)->record("example.org", mail::LedgerEntry{.id = "m1"}));
  const auto altered = [&](std::int64_t number) {
    std::optional database = Database::open(path).value();
    for (const auto* sql :
         {"UPDATE message SET recorded_ms = {0}, late_after_ms = {0}, lost_after_ms = {0}, accepted_ms = "
          "{0}, "
          "seen_ms = {0}, first_attempt_ms = {0}, attempts = {0}, copies = {0}, longest_pause_ms = {0}",
          "INSERT OR REPLACE INTO delivery_run VALUES ('d', 'p', 'new', {0}, {0}, 'x')",
          "INSERT OR REPLACE INTO total VALUES ('d', 'p', 'new', 'latency_le_ms:1000', {0})",
          "INSERT OR REPLACE INTO total VALUES ('d', 'p', 'new', 'latency_le_ms:999', {0})",
          "INSERT OR REPLACE INTO total VALUES ('d', 'p', 'new', 'latency_ms', {0})"})
      REQUIRE(database->execute(fmt::format(fmt::runtime(sql), number).c_str()));
    database.reset();
    auto store = MessageStore::open(path, kKey).value();
    database = store.database();
    CHECK(load_runs(*database).value().size() == 1);
    return store.load().value();
  };
  const auto most = altered(std::numeric_limits<std::int64_t>::max());
  const auto& last = most.at("example.org").messages.front();
  CHECK(last.recorded == WallTime{});
  CHECK(last.limits.lost_after == Millis{std::chrono::years{10}});
  CHECK(last.limits.longest_pause == Millis{std::chrono::years{10}});
  CHECK(last.attempts == std::numeric_limits<std::uint32_t>::max());
  CHECK(most.at("d").totals.begin()->second.latency.count() == std::uint64_t{1} << 54);
  const auto least = altered(std::numeric_limits<std::int64_t>::min());
  const auto& first = least.at("example.org").messages.front();
  CHECK(first.recorded == WallTime{});
  CHECK(first.limits.lost_after == Millis{0});
  CHECK(first.attempts == 0);
  CHECK(least.at("d").totals.begin()->second.latency.count() == 0);
}
