#include "agent/store/recall.hpp"

#include "agent/reload/config_changes.hpp"
#include "agent/reload/reloader.hpp"
#include "agent/store/chronicle_keeper.hpp"
#include "agent/store/dns_keeper.hpp"
#include "agent/store/message_store.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/watcher_bench.hpp"

#include <asio/post.hpp>
#include <doctest/doctest.h>

#include <future>

// A domain, or a record of it, that is taken out of the configuration and put in again, with the state file
// between.
using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

const dns::Question kImapA{name("imap.example.org"), dns::RrType::a};
const std::string kOtherServer = "198.51.100.53";

struct Bench : WatcherBench {
  TempDirectory directory;
  asio::thread_pool writer{1};
  std::optional<store::DnsKeeper> keeper;
  std::optional<store::ChronicleKeeper> chronicle;
  std::optional<ConfigCell> in_use;
  std::optional<Reloader> reloader;
  std::vector<cutover::Plan> on_disk;  ///< What the configuration says now.

  Bench() {
    on_disk = {world.plan};
    start();
    auto messages = store::MessageStore::open(directory.file("state.db"), net::HmacKey{1}).value();
    keeper.emplace(world.sim.io.get_executor(), writer, world.sim.clock, store::DnsStore(messages.database()),
                   resolvers, [this](const Observation& seen) { watcher->observe(seen); });
    chronicle.emplace(world.sim.io.get_executor(), writer, world.sim.clock,
                      store::ChronicleStore(messages.database()),
                      [this](const Observation& seen) { watcher->observe(seen); });
    watcher->listen(
        [this](const Observation& seen, const Snapshot& snapshot) { keeper->follow(seen, snapshot); });
    in_use.emplace(ConfigInUse{.watched = watcher->watched(), .read = world.sim.clock.wall()});
    reloader.emplace(
        world.sim.io, world.sim.clock, configuration(), *watcher, *in_use,
        Reloader::Hands{.read = [this] { return configuration(); },
                        .recall = [this](metrics::Watched added) { return recalled(added); },
                        .tell = [this](const metrics::Watched& now) { keeper->use(now.resolvers); }});
  }
  ~Bench() { writer.join(); }

  config::Config configuration() const {
    return {.state_path = directory.file("state.db"), .resolvers = resolvers, .cutovers = on_disk};
  }
  Task<Result<Snapshot>> recalled(metrics::Watched added) {
    const auto kept = co_await keeper->load();
    if (!kept) co_return std::unexpected(kept.error());
    const auto judgements = co_await chronicle->load();
    if (!judgements) co_return std::unexpected(judgements.error());
    if (added.plans.empty()) co_return Snapshot{};
    auto snapshot = store::with_dns({}, *kept, added, world.sim.clock.wall());
    co_return store::with_judgements(std::move(snapshot), *judgements, added);
  }
  void wait_for_writer() {
    std::promise<void> done;
    asio::post(writer, [&] { done.set_value(); });
    done.get_future().wait();
    world.sim.settle();
  }
  void advance(Millis span) {
    world.sim.advance(span);
    wait_for_writer();
    wait_for_writer();
  }
  void reload(std::vector<cutover::Plan> plans) {
    on_disk = std::move(plans);
    std::optional<bool> is_done;
    reloader->ask([&](const Reloader::Outcome& outcome) { is_done = outcome.is_done; });
    for (int i = 0; i < 10 && !is_done; ++i) {
      world.sim.settle();
      wait_for_writer();
    }
    REQUIRE(is_done == true);
  }
  /// As the judge does: it is on disk before it is known.
  void note(const NotedRecord& noted) {
    asio::co_spawn(
        world.sim.io,
        [](Bench& bench, NotedRecord what) -> Task<void> {
          const auto known = co_await bench.chronicle->note({kDomain, kMxQuestion}, std::move(what));
          if (known)
            bench.watcher->observe(RecordNoted{.domain = kDomain, .record = kMxQuestion, .noted = *known});
        }(*this, noted),
        rethrow);
    world.sim.settle();
    wait_for_writer();
  }
  /// The domain's MX with a record that stays, at two name servers.
  cutover::Plan larger() {
    const std::vector<std::string> imap{"192.0.2.10"};
    for (const auto& server : {kServer, kOtherServer}) world.dns.publishes(server, kImapA, imap);
    world.dns.publishes(kOtherServer, {name("example.org"), dns::RrType::soa}, {"ns root 5 1 1 1 1"});
    world.dns.publishes(kOtherServer, kMxQuestion, {"10 mail.example.org."}, 300);
    world.dns.holds(address_of(0), kImapA, imap, 120);
    auto plan = world.plan;
    plan.records.push_back({.question = kImapA,
                            .stages = {dns::RrSet::parse(dns::RrType::a, imap).value()},
                            .interval = Seconds{60}});
    plan.name_servers = {kNs1, kNs2};
    return plan;
  }
  const DomainState& state() const { return *watcher->snapshot().domains.at(kDomain); }
  const dns::AuthorityHistory& history() const {
    return record_of(watcher->snapshot()).authorities.at(kNs1)->history;
  }
};

}  // namespace

TEST_CASE("a domain that is taken out and put in again goes on from the state file, with its bounds") {
  Bench bench;
  bench.advance(300s);
  bench.publish("10 in.proxy.example.", 60);
  bench.advance(300s);
  REQUIRE(bench.history().versions.size() == 2);
  const auto before = bench.history().versions.front();
  bench.reload({});
  CHECK_FALSE(bench.watcher->snapshot().domains.contains(kDomain));
  bench.advance(600s);
  bench.reload({bench.world.plan});
  REQUIRE(bench.watcher->snapshot().domains.contains(kDomain));
  CHECK(bench.history().versions.size() == 2);
  CHECK(bench.history().versions.front() == before);
  CHECK(bench.history().current()->last_seen == bench.world.sim.clock.wall());  // until then nobody looked
  bench.advance(120s);
  CHECK(bench.history().versions.size() == 2);
  CHECK(bench.history().versions.front() == before);
}

TEST_CASE(
    "a record that is taken out and put in again goes on from the state file, with all that was known") {
  Bench bench;
  auto plan = bench.larger();
  bench.reload({plan});
  bench.advance(300s);
  bench.publish("10 in.proxy.example.", 60);
  bench.advance(300s);
  plan.name_servers = {kNs1};  // the other one leaves with the old data
  bench.reload({plan});
  bench.note({.rrset = kOldMx, .ttl = Seconds{300}, .at = at(1)});
  bench.advance(120s);
  const auto before = record_of(bench.watcher->snapshot());
  REQUIRE(bench.history().versions.size() == 2);
  REQUIRE(before.departed.contains(kNs2));
  REQUIRE(before.noted.size() == 1);

  auto without = plan;
  std::erase_if(without.records, [](const auto& each) { return each.question == kMxQuestion; });
  bench.reload({without});
  CHECK_FALSE(bench.state().records.contains(kMxQuestion));
  const auto taken_out = bench.world.sim.clock.wall();
  bench.advance(600s);
  bench.world.dns.publishes(kServer, {name("example.org"), dns::RrType::soa}, {"ns root 6 1 1 1 1"});
  const auto imap_heard =
      bench.state().records.at(kImapA)->authorities.at(kNs1)->history.current()->last_seen;
  bench.reload({plan});
  REQUIRE(bench.state().records.contains(kMxQuestion));
  const auto& after = record_of(bench.watcher->snapshot());
  REQUIRE(bench.history().versions.size() == 2);
  CHECK(bench.history().versions.front() == before.authorities.at(kNs1)->history.versions.front());
  CHECK(bench.history().current()->last_seen == bench.world.sim.clock.wall());  // until then nobody looked
  REQUIRE(after.departed.contains(kNs2));
  CHECK(after.departed.at(kNs2)->history == before.departed.at(kNs2)->history);
  CHECK(after.departed.at(kNs2)->departed_at == before.departed.at(kNs2)->departed_at);
  CHECK(after.noted == before.noted);
  CHECK(bench.state().records.at(kImapA)->authorities.at(kNs1)->history.current()->last_seen == imap_heard);

  bench.advance(120s);
  CHECK(bench.history().versions.size() == 2);
  REQUIRE(bench.history().gaps.size() == 1);  // as of an agent that was down
  CHECK(bench.history().gaps.front().begin <= taken_out);
}

TEST_CASE("a domain that was never watched begins with nothing, whatever the state file has of others") {
  Bench bench;
  bench.advance(300s);
  auto other = bench.world.plan;
  other.domain = name("example.net");
  other.records.front().question = {name("example.net"), dns::RrType::mx};
  bench.reload({bench.world.plan, other});
  const auto& state = *bench.watcher->snapshot().domains.at("example.net");
  for (const auto& [question, record] : state.records) CHECK(record->resolvers.empty());
  CHECK(bench.history().versions.size() == 1);
}
