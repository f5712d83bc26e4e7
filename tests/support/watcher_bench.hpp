#pragma once
#include "agent/watcher.hpp"
#include "core/cutover/record/record_assessment.hpp"
#include "tests/support/probe_bench.hpp"

#include <fmt/core.h>

#include <optional>

namespace cutwatch::test {

inline const std::string kServer = "192.0.2.53";

inline std::string address_of(int number) { return fmt::format("198.51.100.{}", number + 1); }

/// The watcher's tools, all of them the world's.
inline Watcher::Tools tools_of(ProbeBench& world) {
  return {.io = world.sim.io,
          .clock = world.sim.clock,
          .random = world.random,
          .dns = world.dns,
          .smtp = world.smtp,
          .imap = world.imap,
          .journal = world.journal};
}

/// One name server, and resolvers of as many operators that are asked every minute. The watcher ends before
/// the world.
struct WatcherBench {
  ProbeBench world;
  SnapshotCell cell;
  std::vector<dns::Resolver> resolvers;
  std::optional<Watcher> watcher;

  explicit WatcherBench(int count = 1) {
    world.watch(kMxQuestion, {kOldMx, kLastMx});
    world.plan.name_servers = {kNs1};
    world.dns.publishes(kServer, {name("example.org"), dns::RrType::soa}, {"ns root 5 1 1 1 1"});
    publish("10 mail.example.org.");
    for (int i = 0; i < count; ++i) {
      const auto id = fmt::format("r{}", i);
      resolvers.push_back({id, endpoint(address_of(i)), id});
      world.dns.holds(address_of(i), kMxQuestion, {"10 mail.example.org."}, 120);
    }
  }
  void start() {
    watcher.emplace(tools_of(world), metrics::Watched{.plans = {world.plan}, .resolvers = resolvers},
                    Snapshot{}, cell);
    watcher->start();
  }
  void publish(const std::string& mx, std::uint32_t ttl = 300) {
    world.dns.publishes(kServer, kMxQuestion, {mx}, ttl);
  }
  /// When the resolver was asked for the record.
  std::vector<WallTime> asked(int number = 0) const {
    std::vector<WallTime> out;
    for (const auto& each : world.dns.asked) {
      if (each.server == endpoint(address_of(number)) && each.query.question == kMxQuestion)
        out.push_back(each.at);
    }
    return out;
  }
  std::uint64_t skipped(SkipReason reason) const {
    const auto& probes = watcher->snapshot().domains.at(kDomain)->probes;
    const auto found = probes.at("resolver").skipped.find(reason);
    return found == probes.at("resolver").skipped.end() ? 0 : found->second;
  }
  std::optional<dns::AnswerState> state_of(int number) {
    return cutover::assess_resolver(world.plan.records.front(), record_of(watcher->snapshot()),
                                    resolvers.at(static_cast<std::size_t>(number)), world.sim.clock.wall())
        .state;
  }
};

}  // namespace cutwatch::test
