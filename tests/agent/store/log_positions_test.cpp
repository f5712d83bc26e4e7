#include "agent/store/log_positions.hpp"

#include "agent/store/message_store.hpp"
#include "tests/agent/store/older_schema.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

constexpr net::HmacKey kKey{7};
const LogKey kFile{.domain = "example.org", .role = "old", .source = "/var/log/mail.log"};
const LogKey kJournal{.domain = "example.org", .role = "new", .source = "journal"};

struct Bench {
  TempDirectory directory;
  MessageStore open() const { return MessageStore::open(directory.file("state.db"), kKey).value(); }
};

LogFilePosition file_position() {
  return {.device = 0xfedc'ba98'7654'3210U,
          .inode = 0xffff'ffff'ffff'ffffU,
          .offset = 5'000'000'000U,
          .head_size = 512,
          .head_print = 0x8000'0000'0000'0001U};
}

Result<void> set(Database database, const LogPositions& positions) {
  return database.atomically(Durability::normal, [&] { return set_log_positions(database, positions); });
}

LogPositions loaded(Database database) {
  std::vector<std::string> damaged;
  return load_log_positions(database, damaged).value();
}

}  // namespace

TEST_CASE("positions of files and journals are known after a restart, as they were") {
  const Bench bench;
  const LogPositions positions{{kFile, file_position()}, {kJournal, JournalPosition{"s=1;i=2;b=3"}}};
  REQUIRE(set(bench.open().database(), positions));
  CHECK(loaded(bench.open().database()) == positions);
}

TEST_CASE("a later position takes the place of the earlier one, of its own log only") {
  const Bench bench;
  auto store = bench.open();
  REQUIRE(set(store.database(), {{kFile, file_position()}, {kJournal, JournalPosition{"a"}}}));
  REQUIRE(set(store.database(), {{kJournal, JournalPosition{"b"}}}));
  CHECK(loaded(store.database()) == LogPositions{{kFile, file_position()}, {kJournal, JournalPosition{"b"}}});
}

TEST_CASE("a position is written with what the lines said, or not at all") {
  const Bench bench;
  auto store = bench.open();
  auto database = store.database();
  REQUIRE(set(database, {{kJournal, JournalPosition{"a"}}}));
  const auto failed = database.atomically(Durability::normal, [&]() -> Result<void> {
    if (auto done = set_log_positions(database, {{kJournal, JournalPosition{"b"}}}); !done) return done;
    return fail(FailureKind::storage, "what the lines said");
  });
  CHECK_FALSE(failed);
  CHECK(loaded(database) == LogPositions{{kJournal, JournalPosition{"a"}}});
}

TEST_CASE("a row that holds no position is left out, and it is said") {
  const Bench bench;
  auto store = bench.open();
  for (const auto* values :
       {"'', 1, 1, 1, 1, 1", "'a b', NULL, NULL, NULL, NULL, NULL",
        "'a' || char(10), NULL, NULL, NULL, NULL, NULL", "NULL, NULL, 1, 1, 1, 1", "NULL, 1, 1, -5, 0, 1",
        "NULL, 1, 1, 9999, 513, 1", "NULL, 1, 1, 10, 11, 1", "NULL, 1, 1, 10, -1, 1"}) {
    const auto sql =
        std::string("DELETE FROM log_position; INSERT INTO log_position VALUES ('d', 'old', 's', ") + values +
        ")";
    REQUIRE(store.database().execute(sql.c_str()));
    std::vector<std::string> damaged;
    auto database = store.database();
    CHECK_MESSAGE(load_log_positions(database, damaged).value().empty(), values);
    CHECK(damaged == std::vector<std::string>{"how far the old server's log s of d was read: no position"});
  }
}

TEST_CASE("a file of schema 9 gets the table") {
  const Bench bench;
  {
    auto store = bench.open();
    REQUIRE(store.database().execute(kDropTenth.c_str()));
    REQUIRE(store.database().execute("UPDATE meta SET schema_version = 9"));
  }
  auto store = bench.open();
  REQUIRE(set(store.database(), {{kFile, file_position()}}));
  CHECK(loaded(store.database()).size() == 1);
}
