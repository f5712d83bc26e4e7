#include "agent/store/message_store.hpp"
#include "core/snapshot/mail_state.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <sstream>

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cutwatch;

namespace {

/// The torture program; what it says is read from a pipe.
class Torture {
 public:
  Torture(std::string store, std::string first, std::string kept) {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    std::string program = JOURNAL_TORTURE;
    std::array<char*, 5> arguments{program.data(), store.data(), first.data(), kept.data(), nullptr};
    REQUIRE(posix_spawn(&child_, program.c_str(), &actions, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    from_ = ends[0];
  }
  Torture(const Torture&) = delete;
  Torture& operator=(const Torture&) = delete;
  ~Torture() { close(from_); }

  /// Lets it write this many lines, kills it, and gives all that it said.
  std::string kill_after(int lines) {
    std::string said;
    std::array<char, 512> buffer{};
    while (std::ranges::count(said, '\n') < lines) {
      const auto count = read(from_, buffer.data(), buffer.size());
      if (count <= 0) break;
      said.append(buffer.data(), static_cast<std::size_t>(count));
    }
    kill(child_, SIGKILL);
    for (auto count = read(from_, buffer.data(), buffer.size()); count > 0;
         count = read(from_, buffer.data(), buffer.size())) {
      said.append(buffer.data(), static_cast<std::size_t>(count));
    }
    int status = 0;
    waitpid(child_, &status, 0);
    CHECK(WIFSIGNALED(status));
    return said.substr(0, said.rfind('\n') + 1);
  }

 private:
  pid_t child_ = 0;
  int from_ = -1;
};

/// The last acknowledged step of each message.
std::map<long, std::string> acknowledged(const std::string& said) {
  std::map<long, std::string> steps;
  std::istringstream lines(said);
  std::string step;
  long number = 0;
  while (lines >> step >> number) steps[number] = step;
  return steps;
}

void check_entry(const mail::LedgerEntry& entry, const std::string& step) {
  if (step == "departed") CHECK(entry.disposition.has_value());
  if (step == "accepted") CHECK(entry.disposition == mail::SmtpDisposition::accepted);
  if (step == "ended") CHECK(entry.result == mail::MessageResult::delivered);
  if (step != "recorded") CHECK_FALSE(entry.is_to_be_retried());
}

void check_integrity(const std::string& path) {
  auto database = store::Database::open(path);
  REQUIRE(database);
  auto check = database->prepare("PRAGMA integrity_check");
  REQUIRE(check);
  REQUIRE(check->step() == true);
  CHECK(check->text(0) == "ok");
}

/// Every end is counted once: neither without its message, nor the message without it.
void check_totals(const std::map<std::string, KeptLedger>& ledgers, long ended) {
  if (!ledgers.contains("example.org")) {
    CHECK(ended == 0);
    return;
  }
  const auto& totals = ledgers.at("example.org").totals;
  if (totals.empty()) {
    CHECK(ended == 0);
    return;
  }
  const auto& counted = totals.at({"main", "new"});
  CHECK(counted.results.at(mail::MessageResult::delivered) == static_cast<std::uint64_t>(ended));
  CHECK(counted.latency.count() == static_cast<std::uint64_t>(ended));
}

/// What the torture program remembers of the messages that have ended.
constexpr long kKept = 3;

/// A second message is begun when what is too old has been forgotten after the first.
bool has_forgotten(const std::string& said) { return acknowledged(said).size() > 1; }

}  // namespace

TEST_CASE("no message that was acknowledged is lost or doubled, whenever the agent is killed") {
  const test::TempDirectory directory;
  const auto path = directory.file("ledger.db");
  std::mt19937 random(4);
  std::map<long, std::string> steps;
  long next = 0;
  std::size_t unacknowledged = 0;
  for (int kills = 0; kills < 120; ++kills) {
    const auto said = Torture(path, std::to_string(next), "1000000")
                          .kill_after(std::uniform_int_distribution(0, 12)(random));
    for (const auto& [number, step] : acknowledged(said)) steps[number] = step;
    auto store = store::MessageStore::open(path, net::HmacKey{});
    REQUIRE(store);
    const auto loaded = store->load();
    REQUIRE(loaded);
    std::map<long, mail::LedgerEntry> entries;
    for (const auto& [domain, ledger] : *loaded) {
      for (const auto& entry : ledger.messages) CHECK(entries.emplace(std::stol(entry.id), entry).second);
    }
    for (const auto& [number, step] : steps) {
      REQUIRE_MESSAGE(entries.contains(number), step, " ", number);
      check_entry(entries.at(number), step);
    }
    // At most the message whose record was under way is there without having been acknowledged.
    REQUIRE(entries.size() <= steps.size() + unacknowledged + 1);
    unacknowledged = entries.size() - steps.size();
    check_totals(*loaded,
                 std::ranges::count_if(entries, [](const auto& e) { return e.second.result.has_value(); }));
    next = entries.empty() ? next : entries.rbegin()->first + 1;
  }
  check_integrity(path);
  CHECK(steps.size() > 50);
}

TEST_CASE("no count is lost or doubled while messages are forgotten, whenever the agent is killed") {
  const test::TempDirectory directory;
  const auto path = directory.file("ledger.db");
  std::mt19937 random(5);
  long next = 0;
  long most = 0;
  for (int kills = 0; kills < 60; ++kills) {
    const auto said = Torture(path, std::to_string(next), std::to_string(kKept))
                          .kill_after(std::uniform_int_distribution(0, 30)(random));
    // Old ones are forgotten after each end: a kill in between leaves one more, and so does the next one.
    most = has_forgotten(said) ? kKept + 1 : most + 1;
    auto store = store::MessageStore::open(path, net::HmacKey{});
    REQUIRE(store);
    const auto loaded = store->load();
    REQUIRE(loaded);
    if (!loaded->contains("example.org")) continue;
    // Numbers follow on one another: who is not there any more had ended and was forgotten.
    const auto& entries = loaded->at("example.org").messages;
    const auto ended =
        std::ranges::count_if(entries, [](const auto& entry) { return entry.result.has_value(); });
    const auto last = std::ranges::max(entries, {}, [](const auto& entry) { return std::stol(entry.id); });
    next = std::stol(last.id) + 1;
    const auto forgotten = next - static_cast<long>(entries.size());
    check_totals(*loaded, ended + forgotten);
    CHECK(ended <= most);
  }
  check_integrity(path);
  CHECK(next > 100);
}
