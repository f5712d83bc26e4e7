#include "agent/store/store_journal.hpp"

#include "tests/support/observations.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

constexpr net::HmacKey kKey{7};

struct Bench {
  TempDirectory directory;
  Sim sim;
  FakeClock& clock = sim.clock;
  asio::io_context& io = sim.io;
  std::unique_ptr<StoreJournal> journal;
  Snapshot snapshot;
  std::vector<Observation> observed;
  Retention retention;

  Bench() { open(); }
  void open() {
    journal = std::make_unique<StoreJournal>(io.get_executor(), clock,
                                             MessageStore::open(path(), kKey).value(), retention);
    journal->observe_with([this](const Observation& seen) { observe(seen); });
  }
  /// The file takes nothing any more, as a full disk would not.
  void fill_disk() {
    journal.reset();
    REQUIRE(Database::open(path())->execute(
        "CREATE TRIGGER full_i BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'disk full'); END;"
        "CREATE TRIGGER full_u BEFORE UPDATE ON message BEGIN SELECT RAISE(ABORT, 'disk full'); END;"));
    open();
  }
  /// Nothing that is there can be changed until a second message is recorded.
  void fill_disk_for_one() {
    journal.reset();
    REQUIRE(Database::open(path())->execute(
        "CREATE TRIGGER full_u BEFORE UPDATE ON message WHEN (SELECT count(*) FROM message) < 2 "
        "BEGIN SELECT RAISE(ABORT, 'disk full'); END;"));
    open();
  }
  std::string path() const { return directory.file("ledger.db"); }

  void observe(const Observation& seen) {
    observed.push_back(seen);
    snapshot = fold(std::move(snapshot), seen);
    journal->follow(seen, snapshot);
  }

  Result<void> run(asio::awaitable<Result<void>> task) {
    Result<void> result;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, Result<void> got) {
      if (error) std::rethrow_exception(error);
      result = got;
    });
    io.restart();
    io.run();
    return result;
  }

  Result<void> record(double when, const std::string& id) {
    return run(journal->record(kDomain, std::get<MessageRecorded>(recorded(when, id)).entry));
  }

  /// Ends the journal with all its writes, and reads what it left.
  KeptLedger left() {
    journal.reset();
    auto ledgers = MessageStore::open(path(), kKey)->load().value();
    return ledgers[kDomain];
  }
};

}  // namespace

TEST_CASE("an intent is durable before it is known, and known before record completes") {
  Bench bench;
  CHECK(bench.record(0, "a"));
  REQUIRE(bench.observed.size() == 1);
  CHECK(mail_of(bench.snapshot).in_flight.contains("a"));
  CHECK(bench.run(bench.journal->mark_departure(kDomain, "a")));
  CHECK(mail_of(bench.snapshot).in_flight.at("a").disposition == mail::SmtpDisposition::unknown);
  const auto left = bench.left().messages;
  REQUIRE(left.size() == 1);
  CHECK(left[0].disposition == mail::SmtpDisposition::unknown);
}

TEST_CASE("what becomes of messages is written as it is known, also of those found after their end") {
  Bench bench;
  for (const auto* id : {"a", "b", "c"}) CHECK(bench.record(0, id));
  for (const auto* id : {"a", "b", "c"}) bench.observe(attempted(1, id, mail::SmtpDisposition::accepted));
  bench.observe(mailbox_shows(5, {{"a", 2}}));
  bench.observe(mailbox_shows(902, {}));
  bench.observe(mailbox_shows(1000, {{"b"}}));
  auto live = bench.snapshot;
  auto left = bench.left();
  REQUIRE(left.messages.size() == 3);
  for (const auto& entry : left.messages) {
    auto known = *find_message(mail_of(live), entry.id);
    known.phases.clear();    // times of the last attempt are not kept
    known.last_try.reset();  // nor is how it went
    CHECK(entry == known);
  }
  const auto again = restore_mail(std::move(left));
  CHECK(again.totals.at({"main", "new"}).results == totals_of(live).results);
  CHECK(again.totals.at({"main", "new"}).found_after_lost == 1);
}

TEST_CASE("what the snapshot has forgotten is recalled from the store, for its own domain only") {
  Bench bench;
  CHECK(bench.record(0, "a"));
  CHECK(bench.record(0, "in flight"));
  bench.observe(attempted(1, "a", mail::SmtpDisposition::accepted));
  bench.observe(mailbox_shows(902, {}));
  const auto recall = [&](const std::string& domain) {
    std::vector<mail::LedgerEntry> recalled;
    asio::co_spawn(bench.io, bench.journal->recall(domain, {"a", "in flight", "nobody"}),
                   [&](std::exception_ptr error, Result<std::vector<mail::LedgerEntry>> got) {
                     if (error) std::rethrow_exception(error);
                     recalled = got.value();
                   });
    bench.io.restart();
    bench.io.run();
    return recalled;
  };
  CHECK(recall("example.net").empty());
  const auto recalled = recall(kDomain);
  REQUIRE(recalled.size() == 2);
  CHECK(recalled[0].id == "a");
  CHECK(recalled[0].result == mail::MessageResult::lost);
  CHECK(recalled[1].id == "in flight");
  CHECK_FALSE(recalled[1].ended);

  bench.snapshot.domains.at(kDomain).write().mail.write().ended.clear();
  auto look = mailbox_shows(2000, {{"a", 2}});
  std::get<MailboxRead>(look).content->recalled["a"] = recalled[0];
  bench.observe(look);
  const auto left = bench.left();
  CHECK(left.totals.at({"main", "new"}).found_after_lost == 1);
  CHECK(left.totals.at({"main", "new"}).duplicates == 1);
}

TEST_CASE("one look may end more messages than the snapshot keeps, and all of it is written") {
  Bench bench;
  std::vector<FoundHere> found;
  for (int i = 0; i < 600; ++i) {
    const auto id = std::to_string(i);
    CHECK(bench.record(0, id));
    bench.observe(attempted(1, id, mail::SmtpDisposition::accepted));
    found.push_back({id});
  }
  bench.observe(mailbox_shows(5, found));
  CHECK(count_of(totals_of(bench.snapshot), mail::MessageResult::delivered) == 600);
  bench.observe(mailbox_shows(6, {{"599", 2}}));
  const auto left = bench.left();
  CHECK(left.messages.size() == kMaxEnded);
  CHECK(count_of(left.totals.at({"main", "new"}), mail::MessageResult::delivered) == 600);
  CHECK(left.totals.at({"main", "new"}).duplicates == 2);
}

TEST_CASE("the journal forgets by the retention as it goes, and counts on") {
  Bench bench;
  bench.retention = {.age = Seconds{100}, .least = 2};
  bench.journal.reset();
  bench.open();
  for (int i = 0; i < 10; ++i) {
    const auto id = std::to_string(i);
    CHECK(bench.record(60 * i, id));
    bench.observe(attempted(60 * i, id, mail::SmtpDisposition::refused));
    bench.sim.advance(Seconds{60});
  }
  const auto live = totals_of(bench.snapshot).results;
  const auto left = bench.left();
  CHECK(left.messages.size() < 5);
  CHECK(left.messages.size() >= 2);
  CHECK(left.totals.at({"main", "new"}).results == live);
}

TEST_CASE("a write that fails is observed, and an intent that fails is not known") {
  Bench bench;
  CHECK(bench.record(0, "a"));
  bench.fill_disk();
  bench.observe(attempted(1, "a", mail::SmtpDisposition::accepted));
  const auto refused = bench.record(2, "b");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == FailureKind::storage);
  CHECK_FALSE(mail_of(bench.snapshot).in_flight.contains("b"));
  CHECK(bench.snapshot.state_write_errors == 1);
  CHECK_FALSE(bench.run(bench.journal->mark_departure(kDomain, "a")));
}

TEST_CASE("what could not be written is written with the next change") {
  Bench bench;
  bench.fill_disk_for_one();
  CHECK(bench.record(0, "a"));
  bench.observe(attempted(1, "a", mail::SmtpDisposition::deferred));
  bench.observe(attempted(2, "a", mail::SmtpDisposition::refused));
  CHECK(bench.record(3, "b"));
  CHECK(bench.snapshot.state_write_errors == 2);
  bench.observe(attempted(4, "b", mail::SmtpDisposition::refused));
  const auto live = totals_of(bench.snapshot);
  const auto left = bench.left();
  REQUIRE(left.messages.size() == 2);
  for (const auto& entry : left.messages) CHECK(entry.result == mail::MessageResult::refused);
  CHECK(left.totals.at({"main", "new"}).results == live.results);
  CHECK(left.totals.at({"main", "new"}).deferrals == 1);
}

TEST_CASE("what could not be written is tried once more at the end") {
  Bench bench;
  bench.fill_disk_for_one();
  CHECK(bench.record(0, "a"));
  bench.observe(attempted(1, "a", mail::SmtpDisposition::refused));
  CHECK(bench.record(2, "b"));
  const auto left = bench.left();
  CHECK(left.totals.at({"main", "new"}).results.at(mail::MessageResult::refused) == 1);
}

TEST_CASE("what could not be written never unsays a departure that could") {
  Bench bench;
  bench.fill_disk_for_one();
  CHECK(bench.record(0, "a"));
  bench.observe(attempted(1, "a", mail::SmtpDisposition::deferred));
  CHECK(bench.record(2, "b"));
  CHECK(bench.run(bench.journal->mark_departure(kDomain, "a")));
  bench.observe(attempted(3, "b", mail::SmtpDisposition::refused));
  const auto left = bench.left();
  for (const auto& entry : left.messages)
    if (entry.id == "a") {
      CHECK(entry.disposition == mail::SmtpDisposition::unknown);
      CHECK(entry.deferrals == 1);
    }
}

TEST_CASE("tokens are those of the store's key and differ by id") {
  Bench bench;
  CHECK(bench.journal->token("a") == net::hmac_hex(kKey, "a"));
  CHECK(bench.journal->token("a") != bench.journal->token("b"));
}

TEST_CASE("a state file belongs to one agent, and to its owner only") {
  Bench bench;
  const auto second = MessageStore::open(bench.path(), kKey);
  REQUIRE_FALSE(second);
  CHECK(second.error().detail.contains("another cutwatch"));
  const auto mode = std::filesystem::status(bench.path()).permissions();
  CHECK((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
        std::filesystem::perms::none);
}

TEST_CASE("a run of deliveries outlives the messages that it began with, and its end a restart") {
  Bench bench;
  for (int i = 0; i < 600; ++i) {
    const auto id = std::to_string(i);
    CHECK(bench.record(60 * i, id));
    bench.observe(attempted(60 * i + 1, id, mail::SmtpDisposition::accepted));
    bench.observe(mailbox_shows(60 * i + 5, {{id}}));
  }
  const auto live = mail_of(bench.snapshot).runs;
  CHECK(live.at({"main", "new"}).since == at(0));
  auto left = bench.left();
  CHECK(left.messages.size() == kMaxEnded);
  CHECK(restore_mail(std::move(left)).runs == live);
  bench.open();
  CHECK(bench.record(60 * 600, "bad"));
  bench.observe(attempted(60 * 600 + 1, "bad", mail::SmtpDisposition::refused));
  CHECK(restore_mail(bench.left()).runs.empty());
}
