#include "agent/watcher.hpp"
#include "tests/support/watcher_bench.hpp"

#include <doctest/doctest.h>

#include <optional>

// Calibration as the agent runs it: after its start, and a day later.
using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

const std::string kResolver = "192.0.2.1";
const dns::Question kLong{name("cal.example.org"), dns::RrType::txt};
const dns::Question kShort{name("cal0.example.org"), dns::RrType::txt};

/// The order of the members matters: the watcher ends before the world, its coroutines with the world.
struct Bench {
  ProbeBench world;
  SnapshotCell cell;
  std::optional<Watcher> watcher;

  Bench() {
    world.watch(kMxQuestion);
    world.plan.calibration = {kLong.name, kShort.name};
    world.dns.holds(kResolver, kMxQuestion, {"10 mail.example.org."});
    world.dns.holds(kResolver, {name("example.org"), dns::RrType::ns}, {kNs1.name});
    const auto address = kNs1.endpoint.address.text();
    world.dns.holds(kResolver, {name(kNs1.name), dns::RrType::a}, {address});
    world.dns.publishes(address, kMxQuestion, {"10 mail.example.org."}, 3600);
    for (const auto& [wildcard, ttl] : {std::pair{kLong, 172'800U}, std::pair{kShort, 1U}}) {
      give(address, wildcard, ttl);
      give(kResolver, wildcard, ttl);
    }
    start({});
  }

  void give(const std::string& server, const dns::Question& wildcard, std::uint32_t ttl) {
    world.dns.answers_below(server, wildcard, [ttl](const dns::Question& asked, WallTime) {
      auto reply = reply_with(asked, {"\"cutwatch\""}, ttl);
      reply.is_authoritative = true;
      return reply;
    });
  }

  void start(Snapshot known) {
    watcher.emplace(
        tools_of(world),
        metrics::Watched{.plans = {world.plan}, .resolvers = {{"one", endpoint(kResolver), "one"}}},
        std::move(known), cell);
    watcher->start();
  }

  std::size_t questions() const {
    return static_cast<std::size_t>(std::ranges::count_if(world.dns.asked, [](const auto& asked) {
      return asked.server == endpoint(kResolver) && asked.query.question.type == dns::RrType::txt;
    }));
  }
};

}  // namespace

TEST_CASE(
    "calibration: an agent measures once it knows the name servers, then a day later, and not after a "
    "restart") {
  Bench bench;
  bench.world.sim.advance(10min);
  CHECK(bench.questions() == 20);
  const auto known = bench.cell.load()->domains.at(kDomain)->calibrations.at("one");
  CHECK(known.measured.has_value());
  CHECK(known.figures.cap() == std::nullopt);
  bench.world.sim.advance(23h);
  CHECK(bench.questions() == 20);

  Snapshot restored;
  restored.domains[kDomain].write().calibrations["one"] = known;
  bench.watcher->stop();
  bench.watcher.reset();
  bench.start(std::move(restored));
  bench.world.sim.advance(30min);
  CHECK(bench.questions() == 20);
  bench.world.sim.advance(1h);
  CHECK(bench.questions() == 40);
}
