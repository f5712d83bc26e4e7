#include "agent/store/read_state.hpp"

#include "agent/store/message_store.hpp"
#include "agent/store/schema.hpp"
#include "agent/store/state_copy.hpp"
#include "tests/agent/store/dns_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A process that takes message after message through a store of its own, until this object goes.
class Writer {
 public:
  Writer(std::string store, std::string said) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, said.c_str(), O_CREAT | O_WRONLY | O_TRUNC,
                                     0600);
    std::string program = JOURNAL_TORTURE;
    std::string first = "1";
    std::string kept = "1000000";
    std::array<char*, 5> arguments{program.data(), store.data(), first.data(), kept.data(), nullptr};
    REQUIRE(posix_spawn(&child_, program.c_str(), &actions, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }

 private:
  pid_t child_ = -1;
};

/// How many messages have ended, by what the writer has said.
std::uint64_t ended(const std::string& said) {
  std::istringstream lines(bytes_of(said));
  std::uint64_t count = 0;
  for (std::string line; std::getline(lines, line);)
    count += line.starts_with("ended ") && !lines.eof() ? 1 : 0;
  return count;
}

std::uint64_t delivered(const Snapshot& snapshot) {
  const auto domain = snapshot.domains.find("example.org");
  if (domain == snapshot.domains.end()) return 0;
  const auto& totals = domain->second->mail->totals;
  const auto path = totals.find({"main", "new"});
  if (path == totals.end()) return 0;
  const auto count = path->second.results.find(mail::MessageResult::delivered);
  return count == path->second.results.end() ? 0 : count->second;
}

metrics::Watched example() {
  metrics::Watched watched;
  watched.plans = {cutover::Plan{.domain = name("example.org")}};
  watched.plans[0].records = {{.question = kMxQuestion, .stages = {kOldMx, kNewMx, kLastMx}}};
  return watched;
}

}  // namespace

TEST_CASE("the state of an agent that is writing is read whole, again and again") {
  const TempDirectory folder;
  const auto path = folder.file("state.db");
  const auto said = folder.file("said");
  const Writer writer(path, said);
  while (ended(said) < 5) std::this_thread::yield();
  std::uint64_t before = 0;
  for (int i = 0; i < 40; ++i) {
    const auto acknowledged = ended(said);
    const auto read = store::read_state(path, example());
    REQUIRE_MESSAGE(read.has_value(), read.error().detail);
    const auto now = delivered(read->snapshot);
    CHECK(now >= acknowledged);
    CHECK(now >= before);
    before = now;
  }
}

TEST_CASE("what is read is left as it was, and the copy is gone") {
  DnsBench bench;
  bench.observe(AuthorityAnswered{.domain = "example.org",
                                  .record = kMxQuestion,
                                  .server = kNs1,
                                  .sighting = sighting(1, authoritative(kOldMx, 3600))});
  bench.advance(Millis{10'000});
  bench.kill();
  const auto before = bytes_of(bench.path()) + bytes_of(bench.path() + "-wal");
  std::string copied;
  {
    const auto copy = store::StateCopy::of(bench.path());
    REQUIRE(copy.has_value());
    copied = copy->path();
    CHECK(std::filesystem::exists(copied));
    CHECK(std::filesystem::status(copied).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  }
  CHECK_FALSE(std::filesystem::exists(copied));
  const auto read = store::read_state(bench.path(), example());
  REQUIRE(read.has_value());
  CHECK(bytes_of(bench.path()) + bytes_of(bench.path() + "-wal") == before);
  CHECK(read->damaged.empty());
}

TEST_CASE("a file that nobody may write to is read all the same: only its copy is written to") {
  const TempDirectory folder;
  const auto path = folder.file("state.db");
  store::MessageStore::open(path, {}).value();
  using enum std::filesystem::perms;
  std::filesystem::permissions(path, owner_read);
  const auto copy = store::StateCopy::of(path);
  REQUIRE(copy.has_value());
  CHECK(std::filesystem::status(copy->path()).permissions() == (owner_read | owner_write));
  CHECK(store::read_state(path, example()).has_value());
}

TEST_CASE("evidence from a file is as old as it is: nobody has looked since") {
  DnsBench bench;
  bench.observe(AuthorityAnswered{.domain = "example.org",
                                  .record = kMxQuestion,
                                  .server = kNs1,
                                  .sighting = sighting(1, authoritative(kOldMx, 3600))});
  bench.advance(Millis{10'000});
  bench.kill();
  const auto read = store::read_state(bench.path(), bench.watched);
  REQUIRE(read.has_value());
  const auto& record = *read->snapshot.domains.at("example.org")->records.at(kMxQuestion);
  const auto* version = record.authorities.at(kNs1)->history.current();
  REQUIRE(version != nullptr);
  CHECK(version->rrset == kOldMx);
  CHECK(version->last_seen == at(1.1));
}

TEST_CASE("a state file was last written when its rows say, not when the file was copied") {
  const TempDirectory folder;
  const auto path = folder.file("state.db");
  const auto open = [&] { return store::MessageStore::open(path, {}).value(); };
  REQUIRE(open().record("example.org", std::get<MessageRecorded>(recorded(5, "a")).entry));
  CHECK(store::read_state(path, example())->last_written == at(5));
  store::DnsChanges changes;
  changes.authorities[{{"example.org", kMxQuestion}, kNs1}] = {};
  REQUIRE(store::DnsStore(open().database()).write(changes, at(3)));
  // Name servers and resolvers come a few seconds after mail: judged as of then, both are as fresh as they
  // were.
  CHECK(store::read_state(path, example())->last_written == at(3));
}

TEST_CASE("of a state file without a row its own age is all there is") {
  const TempDirectory folder;
  const auto path = folder.file("state.db");
  store::MessageStore::open(path, {}).value();
  std::filesystem::remove(path + "-wal");
  const auto then = std::chrono::file_clock::from_sys(at(7));
  std::filesystem::last_write_time(
      path, std::chrono::time_point_cast<std::filesystem::file_time_type::duration>(then));
  CHECK(store::read_state(path, example())->last_written == at(7));
}

TEST_CASE("whether an agent has the file open is seen, and read all the same") {
  const TempDirectory folder;
  const auto path = folder.file("state.db");
  const auto said = folder.file("said");
  {
    const Writer writer(path, said);
    while (ended(said) < 1) std::this_thread::yield();
    CHECK(store::read_state(path, example())->is_in_use);
  }
  CHECK_FALSE(store::read_state(path, example())->is_in_use);
}

TEST_CASE("a damaged file that was moved aside is told while it is there") {
  const TempDirectory folder;
  const auto path = folder.file("state.db");
  REQUIRE(store::MessageStore::open(path, {}).value().record(
      "example.org", std::get<MessageRecorded>(recorded(5, "a")).entry));
  const auto aside = path + ".corrupt-20261201T200000Z";
  std::ofstream(aside) << "x";
  const auto told = [&] {
    return store::read_state(path, example())->snapshot.domains.at("example.org")->state_file->set_aside;
  };
  CHECK(told() == aside);
  std::filesystem::remove(aside);
  CHECK(told().empty());
}

TEST_CASE("what cannot be read is told with the reason, and nothing is made of it") {
  const TempDirectory folder;
  const auto path = folder.file("state.db");
  SUBCASE("no file") {
    const auto read = store::read_state(path, example());
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().detail.starts_with(fmt::format("there is no state file {}: has the agent run", path)));
    CHECK_FALSE(std::filesystem::exists(path));
  }
  SUBCASE("no database") {
    std::ofstream(path) << std::string(5000, 'x');
    const auto read = store::read_state(path, example());
    REQUIRE_FALSE(read.has_value());
    CHECK_MESSAGE(read.error().detail.contains("file is not a database"), read.error().detail);
    CHECK(bytes_of(path) == std::string(5000, 'x'));
  }
  SUBCASE("a newer schema") {
    {
      auto made = store::MessageStore::open(path, {}).value();
      REQUIRE(made.database().execute(
          fmt::format("UPDATE meta SET schema_version = {}", store::kSchemaVersion + 1).c_str()));
    }
    const auto read = store::read_state(path, example());
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().detail.contains("use the newer cutwatch"));
  }
}
