#include "agent/store/counted_act_table.hpp"
#include "agent/store/message_store.hpp"
#include "agent/store/store_journal.hpp"
#include "tests/agent/store/older_schema.hpp"
#include "tests/support/observations.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

constexpr net::HmacKey kKey{7};
constexpr mail::CountedAct::Kind kSend = mail::CountedAct::Kind::send;
constexpr double kDay = 86'400;

mail::KeptAct send_at(double when, const std::string& path = "example.org new") {
  return {.act = {.kind = kSend, .subject = path}, .at = at(when)};
}

struct Bench {
  TempDirectory directory;
  std::string path() const { return directory.file("state.db"); }
  MessageStore open() const { return MessageStore::open(path(), kKey).value(); }
};

std::vector<WallTime> instants(const std::vector<mail::KeptAct>& acts) {
  std::vector<WallTime> out;
  for (const auto& each : acts) out.push_back(each.at);
  std::ranges::sort(out);
  return out;
}

}  // namespace

TEST_CASE("acts of the last day are known after a restart, of every path and cutover") {
  const Bench bench;
  const mail::KeptAct failed{.act = {.kind = mail::CountedAct::Kind::failed_login, .subject = "probe"},
                             .at = at(20)};
  {
    auto store = bench.open();
    for (const auto& each : {send_at(0), send_at(10, "example.net old"), failed})
      REQUIRE(store.add_act(each));
  }
  const auto acts = bench.open().acts(at(30)).value();
  CHECK(acts == std::vector{failed, send_at(10, "example.net old"), send_at(0)});
  CHECK(instants(bench.open().acts(at(kDay + 5)).value()) == std::vector{at(10), at(20)});
}

TEST_CASE("what is to come counts as done at the restart, and not again at the next one") {
  const Bench bench;
  REQUIRE(bench.open().add_act(send_at(5000)));
  CHECK(instants(bench.open().acts(at(100)).value()) == std::vector{at(100)});
  CHECK(instants(bench.open().acts(at(700)).value()) == std::vector{at(100)});
}

TEST_CASE("acts are forgotten when no limit reaches back to them") {
  const Bench bench;
  auto store = bench.open();
  REQUIRE(store.add_act(send_at(0)));
  REQUIRE(store.add_act(send_at(100)));
  REQUIRE(store.prune({}, at(kDay + 50)));
  CHECK(instants(store.acts(at(200)).value()) == std::vector{at(100)});
}

TEST_CASE("a log-in that succeeds takes its account's failures out of the file, and nothing else") {
  using Kind = mail::CountedAct::Kind;
  const Bench bench;
  const mail::KeptAct other{.act = {.kind = Kind::failed_login, .subject = "b"}, .at = at(2)};
  {
    auto store = bench.open();
    REQUIRE(store.add_act({.act = {.kind = Kind::failed_login, .subject = "a"}, .at = at(1)}));
    REQUIRE(store.add_act(other));
    REQUIRE(store.add_act(send_at(0, "a")));
    REQUIRE(store.add_act({.act = {.kind = Kind::login, .subject = "a"}, .at = at(3)}));
  }
  CHECK(bench.open().acts(at(4)).value() == std::vector{other, send_at(0, "a")});
}

TEST_CASE("a kind that this version does not know is left out") {
  const Bench bench;
  auto store = bench.open();
  REQUIRE(store.add_act(send_at(0)));
  REQUIRE(store.database().execute("UPDATE counted_act SET kind = 77"));
  CHECK(store.acts(at(10)).value().empty());
}

TEST_CASE("a file of schema 8 gets the table") {
  const Bench bench;
  {
    auto store = bench.open();
    REQUIRE(store.database().execute(kDropNinth.c_str()));
    REQUIRE(store.database().execute("UPDATE meta SET schema_version = 8"));
  }
  auto store = bench.open();
  REQUIRE(store.add_act(send_at(0)));
  CHECK(store.acts(at(1)).value().size() == 1);
}

TEST_CASE("the journal notes an act before it is done, and moves acts along when the clock is set") {
  const Bench bench;
  Sim sim;
  {
    StoreJournal journal(sim.io.get_executor(), sim.clock, bench.open(), {});
    bool is_noted = false;
    asio::co_spawn(sim.io, journal.note({.kind = kSend, .subject = "a"}),
                   [&](std::exception_ptr, Result<void> noted) { is_noted = noted.has_value(); });
    sim.io.run();
    CHECK(is_noted);
    journal.follow(ClockStepped{.at = at(-3600), .by = std::chrono::hours{-1}}, Snapshot{});
  }
  CHECK(instants(bench.open().acts(at(0)).value()) == std::vector{at(-3600)});
}
