#include "agent/store/message_store.hpp"
#include "agent/store/read_state.hpp"
#include "tests/agent/store/dns_bench.hpp"
#include "tests/agent/store/older_schema.hpp"
#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// What a resolver said last, or that it said nothing, and when: gates rest on it, in a file too.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const dns::ResolverView& view_of(const Snapshot& snapshot, const std::string& resolver) {
  return *record_of(snapshot).resolvers.at(resolver);
}

const std::vector<dns::Resolver> kResolvers{{"google", endpoint("192.0.2.1"), "google"},
                                            {"quad9", endpoint("192.0.2.2"), "quad9"}};

/// A world that was switched, whose agent left a file behind.
class LeftBehind {
 public:
  CutoverWorld world{proxy_plan(pending_gates())};
  metrics::Watched watched{.plans = {world.plan()}, .resolvers = kResolvers};

  LeftBehind() {
    world.publish_everywhere(kOldMx, 60);
    world.pass(4000);
    world.publish_everywhere(kNewMx, 60);
    world.pass(600);
    world.publish_everywhere(kLastMx, 60);
    world.pass(600);
  }

  Snapshot read() const {
    const TempDirectory folder;
    {
      auto messages = store::MessageStore::open(folder.file("state.db"), {}).value();
      REQUIRE(store::DnsStore(messages.database()).write(all(), at(world.now())));
    }
    return store::read_state(folder.file("state.db"), watched).value().snapshot;
  }

 private:
  store::DnsChanges all() const {
    store::DnsChanges changes;
    for (const auto& [question, record] : world.snapshot().domains.at(kDomain)->records) {
      const store::RecordKey key{.domain = kDomain, .record = question};
      for (const auto& [server, view] : record->authorities) changes.authorities[{key, server}].view = view;
      for (const auto& resolver : kResolvers) {
        const store::ResolverKey at_resolver{.record = key, .resolver = resolver.id};
        changes.resolvers.insert_or_assign(at_resolver, record->resolvers.at(resolver.id));
        changes.places.insert_or_assign(at_resolver, store::place_of(resolver));
      }
    }
    return changes;
  }
};

cutover::Verdict verdict(const LeftBehind& left, const Snapshot& snapshot, std::string_view gate,
                         double when) {
  const auto assessed =
      cutover::assess(left.world.plan(), *snapshot.domains.at(kDomain), kResolvers, at(when));
  return std::ranges::find(assessed.gates, gate, [](const cutover::Gate& each) { return each.rule->id; })
      ->verdict;
}

}  // namespace

TEST_CASE("what a resolver said last is known again after a stop, as old as it is") {
  DnsBench bench;
  auto said = answer(kOldMx, 300);
  said.nsid = "cache-1";
  said.is_authoritative = true;
  said.is_alias = true;
  bench.observe(resolver_says(0, "one", said));
  bench.observe(resolver_says(0, "two", answer_of_kind(dns::AnswerKind::refused)));
  bench.stop();
  bench.sleep(Seconds{3600});
  bench.start();
  const auto& one = view_of(bench.snapshot, "one").last;
  REQUIRE(one);
  CHECK(one->at == at(0.1));
  CHECK(one->answer == said);
  const auto& two = view_of(bench.snapshot, "two").last;
  REQUIRE(two);
  CHECK(two->answer == answer_of_kind(dns::AnswerKind::refused));
}

TEST_CASE(
    "that a resolver fell silent is known after a stop: what it said before that is not its last word") {
  DnsBench bench;
  bench.observe(resolver_says(0, "one", answer(kOldMx, 300)));
  bench.observe(resolver_says(60, "one", fail(FailureKind::timeout, "no answer within 5 s")));
  bench.stop();
  bench.sleep(Seconds{120});
  bench.start();
  const auto& view = view_of(bench.snapshot, "one");
  REQUIRE(view.last);
  CHECK(view.last->at == at(60.1));
  REQUIRE_FALSE(view.last->answer);
  CHECK(view.last->answer.error() == Failure{FailureKind::timeout, "no answer within 5 s"});
  CHECK(view.entries.size() == 1);
}

TEST_CASE("an exchange that the host's clock says is yet to come is none: it would stay fresh for too long") {
  DnsBench bench;
  bench.observe(resolver_says(900, "one", answer(kOldMx, 300)));
  bench.observe(resolver_says(0, "two", answer(kOldMx, 300)));
  bench.stop();
  bench.sleep(Seconds{600});
  bench.start();
  CHECK_FALSE(view_of(bench.snapshot, "one").last);
  CHECK(view_of(bench.snapshot, "two").last);
}

TEST_CASE("gates judge a state file as the agent judged: by resolvers too") {
  const LeftBehind left;
  const auto snapshot = left.read();
  for (const auto* gate : {"no_live_copies", "old_host_expired"}) {
    INFO(gate);
    const auto told = verdict(left, left.world.snapshot(), gate, left.world.now());
    REQUIRE(told.kind == cutover::VerdictKind::pass);
    const auto read = verdict(left, snapshot, gate, left.world.now());
    CHECK(read.kind == told.kind);
    CHECK(read.evidence == told.evidence);
    CHECK(read.evidence_at == told.evidence_at);
  }
}

TEST_CASE(
    "what a state file says of resolvers is evidence for as long as it was the agent's, and no longer") {
  const LeftBehind left;
  const auto snapshot = left.read();
  using enum cutover::VerdictKind;
  for (const double later : {0.0, 120.0, 179.0, 181.0, 3600.0}) {
    INFO(later);
    const auto when = left.world.now() + later;
    const auto told = verdict(left, left.world.snapshot(), "no_live_copies", when);
    CHECK(verdict(left, snapshot, "no_live_copies", when).kind == told.kind);
  }
  CHECK(verdict(left, snapshot, "no_live_copies", left.world.now() + 3600).kind == no_evidence);
}

TEST_CASE("a state file of schema 5 gets the column, and says of no resolver what it said last") {
  const TempDirectory folder;
  const auto path = folder.file("state.db");
  const store::ResolverKey key{.record = {.domain = kDomain, .record = kMxQuestion}, .resolver = "one"};
  {
    auto messages = store::MessageStore::open(path, net::HmacKey{5}).value();
    store::DnsChanges changes;
    changes.resolvers[key] = Shared(dns::with_reply({}, at(0), at(0.1), answer(kOldMx, 300)));
    changes.places.emplace(key, store::ResolverPlace{.address = endpoint("192.0.2.1"), .channel = "plain"});
    REQUIRE(store::DnsStore(messages.database()).write(changes, at(1)));
    REQUIRE(messages.database().execute(kDropLastExchange.c_str()));
    REQUIRE(messages.database().execute("UPDATE meta SET schema_version = 5"));
  }
  auto messages = store::MessageStore::open(path, net::HmacKey{}).value();
  CHECK(messages.key() == net::HmacKey{5});
  const auto kept = store::DnsStore(messages.database()).load();
  REQUIRE(kept);
  CHECK(kept->damaged.empty());
  REQUIRE(kept->resolvers.contains(key));
  CHECK(kept->resolvers.at(key).view.entries.size() == 1);
  CHECK_FALSE(kept->resolvers.at(key).view.last);
}

TEST_CASE("an exchange that is damaged leaves its row out, and is never a crash") {
  Cases cases(11);
  auto said = answer(kNewMx, 300);
  said.nsid = "cache-1";
  for (int i = 0; i < 60; ++i) {
    const TempDirectory folder;
    auto messages = store::MessageStore::open(folder.file("state.db"), {}).value();
    store::DnsStore store(messages.database());
    store::DnsChanges changes;
    const store::ResolverKey key{.record = {.domain = kDomain, .record = kMxQuestion}, .resolver = "one"};
    changes.resolvers[key] = Shared(dns::with_reply({}, at(0), at(0.1), said));
    changes.places.emplace(key, store::ResolverPlace{.address = endpoint("192.0.2.1"), .channel = "plain"});
    REQUIRE(store.write(changes, at(1)));
    const auto cut = std::to_string(cases.between(0, 90));
    REQUIRE(messages.database().execute(
        ("UPDATE dns_resolver SET last = substr(last, 1, " + cut + ") || '7'").c_str()));
    const auto kept = store.load();
    REQUIRE(kept);
    CHECK(kept->resolvers.size() + kept->damaged.size() == 1);
  }
  for (const auto* last : {"{}", "[]", R"({"at":-1,"failure":"timeout","detail":""})",
                           R"({"at":1,"failure":"nonsense","detail":""})", R"({"at":1,"kind":"records"})"}) {
    INFO(last);
    const TempDirectory folder;
    auto messages = store::MessageStore::open(folder.file("state.db"), {}).value();
    store::DnsStore store(messages.database());
    store::DnsChanges changes;
    const store::ResolverKey key{.record = {.domain = kDomain, .record = kMxQuestion}, .resolver = "one"};
    changes.resolvers[key] = {};
    changes.places.emplace(key, store::ResolverPlace{.address = endpoint("192.0.2.1"), .channel = "plain"});
    REQUIRE(store.write(changes, at(1)));
    REQUIRE(
        messages.database().execute((std::string("UPDATE dns_resolver SET last = '") + last + "'").c_str()));
    CHECK(store.load()->damaged.size() == 1);
  }
}
