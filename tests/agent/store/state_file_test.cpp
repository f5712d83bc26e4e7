#include "agent/store/state_file.hpp"

#include "agent/store/read_messages.hpp"
#include "agent/store/set_aside.hpp"
#include "agent/store/state_path.hpp"
#include "agent/store/store_journal.hpp"
#include "tests/support/observations.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace fs = std::filesystem;

namespace {

constexpr net::HmacKey kKey{3};

mail::LedgerEntry message(const std::string& id) { return std::get<MessageRecorded>(recorded(1, id)).entry; }

/// A store with so many messages, closed.
std::string filled(const TempDirectory& directory, int messages = 300) {
  const auto path = directory.file("state.db");
  auto store = MessageStore::open(path, kKey).value();
  for (int i = 0; i < messages; ++i) REQUIRE(store.record(kDomain, message(fmt::format("m{}", i))));
  return path;
}

void overwrite(const std::string& path, std::streamoff from, std::size_t bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(from);
  file << std::string(bytes, '\xa5');
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t remembered(OpenedState& opened) {
  return opened.messages.load().value()[kDomain].messages.size();
}

void check_set_aside(const std::string& path) {
  const auto before = contents(path);
  auto opened = open_state(path, net::HmacKey{9}, at(0));
  REQUIRE_MESSAGE(opened, opened.error().detail);
  CHECK(opened->newly_aside == path + ".corrupt-20261201T000000Z");
  CHECK(opened->left_aside == opened->newly_aside);
  CHECK(contents(opened->newly_aside) == before);
  CHECK(remembered(*opened) == 0);
  CHECK(opened->messages.key() == net::HmacKey{9});
  CHECK(opened->messages.record(kDomain, message("new")));
}

}  // namespace

TEST_CASE("a sound file is used, and an empty one is a new one") {
  const TempDirectory directory;
  const auto path = filled(directory, 3);
  auto opened = open_state(path, net::HmacKey{9}, at(0));
  REQUIRE(opened);
  CHECK(opened->newly_aside.empty());
  CHECK(opened->left_aside.empty());
  CHECK(remembered(*opened) == 3);
  const auto empty = directory.file("empty.db");
  std::ofstream(empty).close();
  CHECK(open_state(empty, kKey, at(0)).value().newly_aside.empty());
}

TEST_CASE("a file with overwritten pages is set aside whole, and a new one begun") {
  const TempDirectory directory;
  const auto path = filled(directory);
  const auto size = static_cast<std::streamoff>(fs::file_size(path));
  REQUIRE(size > 40'000);
  SUBCASE("its beginning") { overwrite(path, 0, 4096); }
  SUBCASE("its schema") { overwrite(path, 100, 3000); }
  SUBCASE("its middle") { overwrite(path, size / 2, 12'288); }
  SUBCASE("its end") { overwrite(path, size - 8192, 8192); }
  SUBCASE("all of it") { overwrite(path, 0, static_cast<std::size_t>(size)); }
  check_set_aside(path);
}

TEST_CASE("a file that was cut off is set aside, and one that never was a database") {
  const TempDirectory directory;
  const auto path = filled(directory);
  SUBCASE("in the middle") { fs::resize_file(path, fs::file_size(path) / 2); }
  SUBCASE("within a page") { fs::resize_file(path, 3 * 4096 + 17); }
  SUBCASE("within the header") { fs::resize_file(path, 50); }
  SUBCASE("a text") { std::ofstream(path) << std::string(5000, 'x'); }
  check_set_aside(path);
}

TEST_CASE("a key that is damaged makes the file of no use: it is set aside") {
  const TempDirectory directory;
  const auto path = filled(directory, 1);
  REQUIRE(Database::open(path)->execute("UPDATE meta SET key = 'zz'"));
  check_set_aside(path);
}

TEST_CASE("a schema that misses a column is damage: the statements of this version cannot be run") {
  const TempDirectory directory;
  const auto path = filled(directory, 1);
  REQUIRE(Database::open(path)->execute("ALTER TABLE message RENAME COLUMN is_found_after_lost TO oost"));
  auto opened = open_state(path, kKey, at(0));
  REQUIRE_MESSAGE(opened, opened.error().detail);
  CHECK(opened->newly_aside == path + ".corrupt-20261201T000000Z");
}

TEST_CASE("a link is followed: the file itself is used, copied and set aside") {
  const TempDirectory directory;
  fs::create_directory(directory.file("disk"));
  const auto file = directory.file("disk/state.db");
  fs::rename(filled(directory, 3), file);
  const auto link = directory.file("link.db");
  fs::create_symlink(file, link);
  auto opened = open_state(link, kKey, at(0));
  REQUIRE(opened);
  REQUIRE(opened->messages.record(kDomain, message("in the log only")));
  CHECK(read_messages(link, kDomain).value().size() == 4);
  opened = fail(FailureKind::storage);
  overwrite(file, 0, 4096);
  CHECK(open_state(link, kKey, at(0)).value().newly_aside == file + ".corrupt-20261201T000000Z");
  CHECK(fs::is_symlink(link));
  CHECK(fs::exists(file));
}

TEST_CASE("a file that is removed or replaced while it is used takes no more writes, and says why") {
  const TempDirectory directory;
  const auto path = filled(directory, 1);
  auto opened = open_state(path, kKey, at(0)).value();
  REQUIRE(opened.messages.record(kDomain, message("before")));
  SUBCASE("removed") { fs::remove(path); }
  SUBCASE("replaced") {
    const auto other = directory.file("other.db");
    std::ofstream(other).close();
    fs::rename(other, path);
  }
  const auto done = opened.messages.record(kDomain, message("after"));
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == FailureKind::storage);
  CHECK(
      done.error().detail.ends_with("was removed or replaced while it was in use: start again to use what "
                                    "is there"));
}

TEST_CASE("the key's file is for its owner only, also where it was for others before") {
  const TempDirectory directory;
  const auto path = filled(directory, 1);
  fs::permissions(path, fs::perms{0644});
  REQUIRE(open_state(path, kKey, at(0)));
  CHECK((fs::status(path).permissions() & fs::perms::mask) == fs::perms{0600});
}

TEST_CASE("what SQLite keeps beside the file goes with it") {
  const TempDirectory directory;
  const auto path = filled(directory, 1);
  overwrite(path, 0, 4096);
  std::ofstream(path + "-wal") << "log";
  const auto aside = set_aside(path, at(0)).value();
  CHECK(contents(aside + "-wal") == "log");
  CHECK_FALSE(fs::exists(path));
  CHECK_FALSE(fs::exists(path + "-wal"));
}

TEST_CASE("a file that was set aside is told of until it is gone, and none overwrites another") {
  const TempDirectory directory;
  const auto path = directory.file("state.db");
  for (int i = 0; i < 2; ++i) {
    std::ofstream(path)
        << "no database at all, only some text of more than a hundred bytes, so that SQLite reads "
           "a header and finds none";
    CHECK_FALSE(open_state(path, kKey, at(0)).value().newly_aside.empty());
  }
  CHECK(fs::exists(path + ".corrupt-20261201T000000Z"));
  CHECK(fs::exists(path + ".corrupt-20261201T000000Z.2"));
  CHECK(open_state(path, kKey, at(5)).value().left_aside == path + ".corrupt-20261201T000000Z.2");
  CHECK(open_state(path, kKey, at(5)).value().newly_aside.empty());
  fs::remove(path + ".corrupt-20261201T000000Z");
  fs::remove(path + ".corrupt-20261201T000000Z.2");
  CHECK(open_state(path, kKey, at(5)).value().left_aside.empty());
}

TEST_CASE("a directory that is not there is known before anything is opened") {
  const TempDirectory directory;
  CHECK(missing_folder(directory.file("state.db")).empty());
  CHECK(missing_folder(directory.file("no/such/state.db")) == directory.file("no/such"));
  for (const auto* path : {":memory:", "cutwatch.db", "/cutwatch.db"}) CHECK(missing_folder(path).empty());
}

TEST_CASE(
    "what is not damaged is never set aside: another's lock, another program's tables, a newer schema") {
  const TempDirectory directory;
  const auto path = filled(directory, 1);
  {
    const auto first = MessageStore::open(path, kKey).value();
    const auto second = open_state(path, kKey, at(0));
    REQUIRE_FALSE(second);
    CHECK(second.error().detail.contains("another cutwatch"));
  }
  REQUIRE(Database::open(path)->execute("UPDATE meta SET schema_version = 99"));
  CHECK(open_state(path, kKey, at(0)).error().detail.contains("schema 99"));
  CHECK(open_state(path, kKey, at(0)).error().detail.starts_with("cannot use the state file " + path + ": "));
  const auto foreign = directory.file("foreign.db");
  REQUIRE(Database::open(foreign)->execute("CREATE TABLE theirs (n)"));
  CHECK(open_state(foreign, kKey, at(0)).error().detail.contains("another program"));
  CHECK(open_state(foreign, kKey, at(0)).error().detail.contains(foreign));
  CHECK_FALSE(open_state(directory.file("no/such/state.db"), kKey, at(0)));
  CHECK(left_aside(path).empty());
  CHECK(left_aside(foreign).empty());
}

namespace {

/// No file of this process may grow beyond so many bytes: the disk is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

/// A journal on a file, and what it told.
struct Agent {
  TempDirectory directory;
  std::string path = directory.file("state.db");
  Sim sim;
  Snapshot snapshot;
  std::optional<StoreJournal> journal;

  Agent() {
    journal.emplace(sim.io.get_executor(), sim.clock, open_state(path, kKey, at(0)).value().messages,
                    Retention{});
    journal->observe_with([this](const Observation& seen) {
      snapshot = fold(std::move(snapshot), seen);
      journal->follow(seen, snapshot);
    });
  }
  void see(const Observation& seen) {
    snapshot = fold(std::move(snapshot), seen);
    journal->follow(seen, snapshot);
  }
  Result<void> record(const std::string& id) {
    Result<void> result;
    asio::co_spawn(sim.io, journal->record(kDomain, message(id)),
                   [&](const std::exception_ptr&, Result<void> got) { result = std::move(got); });
    sim.io.restart();
    sim.io.run();
    return result;
  }
};

}  // namespace

TEST_CASE("on a full disk nothing is recorded that is not durable, and with room again nothing is lost") {
  Agent agent;
  REQUIRE(agent.record("before"));
  {
    const FullDisk full(fs::file_size(agent.path + "-wal"));
    CHECK_FALSE(agent.record("not recorded"));
    agent.see(attempted(2, "before", mail::SmtpDisposition::accepted));
    CHECK_FALSE(agent.record("nor this"));
    CHECK(agent.snapshot.state_file->first_failing() != nullptr);
    CHECK(agent.snapshot.state_write_errors >= 1);
    CHECK(mail_of(agent.snapshot).in_flight.size() == 1);
  }
  REQUIRE(agent.record("after"));
  agent.sim.io.restart();
  agent.sim.io.run();
  CHECK(agent.snapshot.state_file->failing.empty());
  agent.journal.reset();
  auto opened = open_state(agent.path, kKey, at(0)).value();
  CHECK(opened.newly_aside.empty());
  const auto ledger = opened.messages.load().value()[kDomain];
  REQUIRE(ledger.messages.size() == 2);
  for (const auto& entry : ledger.messages) {
    CHECK((entry.id == "before" || entry.id == "after"));
    if (entry.id == "before") CHECK(entry.disposition == mail::SmtpDisposition::accepted);
  }
}

TEST_CASE("a start on a full disk reads what is there") {
  const TempDirectory directory;
  const auto path = filled(directory, 20);
  const FullDisk full(0);
  auto opened = open_state(path, kKey, at(0));
  REQUIRE_MESSAGE(opened, opened.error().detail);
  CHECK(remembered(*opened) == 20);
  CHECK_FALSE(opened->messages.record(kDomain, message("new")));
}
