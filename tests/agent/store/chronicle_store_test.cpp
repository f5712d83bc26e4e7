#include "agent/store/chronicle_store.hpp"

#include "agent/store/chronicle_keeper.hpp"
#include "agent/store/chronicle_restore.hpp"
#include "agent/store/message_store.hpp"
#include "agent/store/read_messages.hpp"
#include "agent/store/read_state.hpp"
#include "core/text/printable.hpp"
#include "tests/agent/store/older_schema.hpp"
#include "tests/support/observations.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/temp_directory.hpp"

#include <asio/post.hpp>
#include <doctest/doctest.h>

#include <future>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

const RecordKey kRecord{.domain = kDomain, .record = kMxQuestion};
const SwitchKey kSwitch{.record = kMxQuestion, .resolver = "google", .target = kNewMx.text()};
const SwitchKey kAnew{
    .record = kMxQuestion, .resolver = "google", .target = kNewMx.text(), .published = at(100)};

ChronicleEntry entry(double when, const std::string& after, const std::string& subject = "switch mx_valid") {
  return {.at = at(when),
          .about = {.kind = ChangeKind::verdict, .subject = subject},
          .before = "wait",
          .after = after,
          .words = "it's \"so\"; DROP TABLE chronicle"};
}

struct File {
  TempDirectory directory;
  std::string path() const { return directory.file("state.db"); }
  Database database() const { return MessageStore::open(path(), net::HmacKey{1}).value().database(); }
  ChronicleStore open() const { return ChronicleStore(database()); }
  KeptChronicles load() const { return open().load().value(); }
  void execute(const char* sql) const { REQUIRE(Database::open(path())->execute(sql)); }
};

}  // namespace

TEST_CASE("changes, what was told last, resolvers and notes come back as they were") {
  const File file;
  const ResolverSwitch late{.state = dns::AnswerState::mixed,
                            .since = at(9),
                            .first_new = at(5),
                            .cause = dns::KeptCause::refetch_old,
                            .kept_until = at(9)};
  {
    auto store = file.open();
    CHECK(store.write({.entries = {{kDomain, entry(1, "pass")}, {kDomain, entry(2, "fail")}},
                       .switches = {{{kDomain, kSwitch}, late}, {{kDomain, kAnew}, {}}}}));
    CHECK(store.write({.entries = {{kDomain, entry(3, "", "gone")}, {"example.net", entry(4, "pass")}}}));
    CHECK(store.note(kRecord, {.rrset = kOldMx, .ttl = Seconds{3600}, .at = at(7)})->ttl == Seconds{3600});
  }
  const auto kept = file.load();
  CHECK(kept.damaged.empty());
  const auto& chronicle = kept.chronicles.at(kDomain);
  REQUIRE(chronicle.entries.size() == 3);
  CHECK(*chronicle.entries[0] == entry(1, "pass"));
  CHECK(*chronicle.entries[2] == entry(3, "", "gone"));
  CHECK(chronicle.last == Judgement{{{ChangeKind::verdict, "switch mx_valid"}, "fail"}});
  CHECK(chronicle.switches.size() == 2);
  CHECK(chronicle.switches.at(kSwitch) == late);
  CHECK(chronicle.switches.at(kAnew) == ResolverSwitch{});
  CHECK(kept.noted.at(kRecord) ==
        std::vector{NotedRecord{.rrset = kOldMx, .ttl = Seconds{3600}, .at = at(7), .is_durable = true}});
  CHECK(kept.chronicles.at("example.net").entries.size() == 1);
}

TEST_CASE(
    "what was noted first stays, also of an RRset that is absent, and another cutover is noted beside it") {
  const File file;
  auto store = file.open();
  CHECK(store.note(kRecord, {.rrset = kOldMx, .ttl = Seconds{3600}, .at = at(7)}));
  const auto again = store.note(kRecord, {.rrset = kOldMx, .ttl = Seconds{60}, .at = at(9)});
  REQUIRE(again);
  CHECK(again->ttl == Seconds{3600});
  CHECK(again->at == at(7));
  CHECK(store.note(kRecord, {.rrset = kAbsent, .ttl = Seconds{60}, .at = at(10)}));
  CHECK(store.load()->noted.at(kRecord).size() == 2);
}

TEST_CASE("the file forgets the oldest changes of a kind, and no other's") {
  const File file;
  auto store = file.open();
  auto phase = entry(0, "verify", "");
  phase.about.kind = ChangeKind::phase;
  CHECK(store.write({.entries = {{kDomain, phase}, {"example.net", entry(0, "pass")}}}));
  ChronicleChanges many;
  for (std::size_t i = 0; i < kMaxChangesOfKind + 7; ++i)
    many.entries.push_back({kDomain, entry(static_cast<double>(i), "pass")});
  CHECK(store.write(many));
  const auto kept = store.load().value();
  CHECK(kept.chronicles.at(kDomain).entries.size() == kMaxChangesOfKind + 1);
  CHECK(kept.chronicles.at(kDomain).entries.at(1)->at == at(7));
  CHECK(kept.chronicles.at("example.net").entries.size() == 1);
}

TEST_CASE("a damaged row is left out and named, and the others count") {
  const File file;
  {
    auto store = file.open();
    CHECK(store.write({.entries = {{kDomain, entry(1, "pass")}, {kDomain, entry(2, "fail")}},
                       .switches = {{{kDomain, kSwitch}, {}}}}));
    CHECK(store.note(kRecord, {.rrset = kOldMx, .ttl = Seconds{3600}, .at = at(7)}));
  }
  file.execute(
      "UPDATE chronicle SET kind = 'x' || x'1b5b324a' WHERE after = 'pass'; "
      "UPDATE resolver_switch SET state = 'asleep'; UPDATE noted_record SET rrset = '[[['");
  const auto kept = file.load();
  CHECK(kept.damaged.size() == 3);
  for (const auto& each : kept.damaged) CHECK(printable(each) == each);
  CHECK(kept.chronicles.at(kDomain).entries.size() == 1);
  CHECK(kept.chronicles.at(kDomain).switches.empty());
  CHECK(kept.noted.empty());
}

TEST_CASE("a state file of schema 4 gets the tables, and keeps its messages") {
  const File file;
  {
    auto messages = MessageStore::open(file.path(), net::HmacKey{1}).value();
    REQUIRE(messages.record(kDomain, {.id = "a", .recorded = at(0)}));
    REQUIRE(messages.database().execute(kDropChronicle.c_str()));
    REQUIRE(messages.database().execute("UPDATE meta SET schema_version = 4"));
  }
  auto messages = MessageStore::open(file.path(), net::HmacKey{}).value();
  CHECK(messages.load()->at(kDomain).messages.size() == 1);
  CHECK(ChronicleStore(messages.database()).load()->chronicles.empty());
}

TEST_CASE("of what resolvers followed in a state file of schema 6 nobody knows when it was published") {
  const File file;
  {
    auto messages = MessageStore::open(file.path(), net::HmacKey{1}).value();
    REQUIRE(messages.database().execute(kDropInspections.c_str()));
    REQUIRE(messages.database().execute(kSwitchesOfSixth));
    REQUIRE(messages.database().execute(
        "INSERT INTO resolver_switch VALUES ('example.org', 'example.org.', 'MX', 'google', '5 a.example.', "
        "'new', 2000, 1000, NULL, NULL); UPDATE meta SET schema_version = 6"));
  }
  const auto kept = file.load();
  CHECK(kept.damaged.empty());
  const auto& switches = kept.chronicles.at(kDomain).switches;
  REQUIRE(switches.size() == 1);
  CHECK_FALSE(switches.begin()->first.published);
  CHECK(switches.begin()->second.first_new == WallTime(Millis{1000}));
}

TEST_CASE("who reads the file beside the agent finds the chronicle, and every message") {
  const File file;
  {
    auto messages = MessageStore::open(file.path(), net::HmacKey{1}).value();
    for (const auto* id : {"b", "a"}) REQUIRE(messages.record(kDomain, {.id = id, .recorded = at(0)}));
    REQUIRE(messages.record("example.net", {.id = "c", .recorded = at(0)}));
    ChronicleStore store(messages.database());
    REQUIRE(store.write({.entries = {{kDomain, entry(1, "pass")}}}));
  }
  const metrics::Watched watched{.plans = {cutover::Plan{.domain = name("example.org")}}};
  const auto read = read_state(file.path(), watched);
  REQUIRE(read);
  CHECK(read->snapshot.domains.at(kDomain)->chronicle->entries.size() == 1);
  const auto messages = read_messages(file.path(), kDomain);
  REQUIRE(messages);
  REQUIRE(messages->size() == 2);
  CHECK(messages->at(0).id == "a");
}

TEST_CASE("only what is watched is known again") {
  const File file;
  auto store = file.open();
  CHECK(store.write({.entries = {{kDomain, entry(1, "pass")}, {"example.net", entry(2, "fail")}}}));
  CHECK(store.note(kRecord, {.rrset = kOldMx, .ttl = Seconds{3600}, .at = at(7)}));
  metrics::Watched watched{.plans = {cutover::Plan{.domain = name("example.org")}}};
  auto snapshot = with_chronicles({}, store.load().value(), watched);
  CHECK(snapshot.domains.size() == 1);
  CHECK(snapshot.domains.at(kDomain)->chronicle->entries.size() == 1);
  CHECK(snapshot.domains.at(kDomain)->records.empty());
  watched.plans[0].records = {{.question = kMxQuestion, .stages = {kOldMx, kNewMx}}};
  snapshot = with_chronicles({}, store.load().value(), watched);
  CHECK(record_of(snapshot).noted.size() == 1);
}

namespace {

/// A keeper, with the writer's thread in step.
struct Keeping {
  File file;
  Database database{file.database()};
  Sim sim;
  asio::thread_pool writer{1};
  std::vector<Observation> observed;
  ChronicleKeeper keeper{sim.io.get_executor(), writer, sim.clock, ChronicleStore(database),
                         [this](const Observation& seen) { observed.push_back(seen); }};

  ~Keeping() { writer.join(); }
  void settle(Millis span = Millis{0}) {
    for (int i = 0; i < 3; ++i) {
      sim.advance(i == 0 ? span : Millis{0});
      std::promise<void> done;
      asio::post(writer, [&] { done.set_value(); });
      done.get_future().wait();
      sim.settle();
    }
  }
};

}  // namespace

TEST_CASE("what cannot be written is written when there is room again, in order, and both are told") {
  Keeping keeping;
  REQUIRE(keeping.database.execute(
      "CREATE TRIGGER full BEFORE INSERT ON chronicle BEGIN SELECT RAISE(ABORT, 'disk full'); END"));
  keeping.keeper.follow(JudgementChanged{.domain = kDomain, .entries = {entry(1, "pass")}});
  keeping.settle();
  REQUIRE(keeping.observed.size() == 1);
  CHECK(std::get<StateWriteFailed>(keeping.observed[0]).failure.detail == "disk full");
  keeping.keeper.follow(JudgementChanged{.domain = kDomain, .entries = {entry(2, "fail")}});
  keeping.settle(kChronicleRetry);
  CHECK(keeping.observed.size() == 2);
  REQUIRE(keeping.database.execute("DROP TRIGGER full"));
  keeping.settle(kChronicleRetry);
  REQUIRE(keeping.observed.size() == 3);
  CHECK(std::holds_alternative<StateWritten>(keeping.observed[2]));
  const auto kept = ChronicleStore(keeping.database).load().value();
  REQUIRE(kept.chronicles.at(kDomain).entries.size() == 2);
  CHECK(kept.chronicles.at(kDomain).entries[0]->after == "pass");
  CHECK(kept.chronicles.at(kDomain).last.begin()->second == "fail");
}
