#pragma once
#include "agent/store/dns_keeper.hpp"
#include "agent/store/dns_restore.hpp"
#include "agent/store/message_store.hpp"
#include "tests/support/observations.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/temp_directory.hpp"

#include <asio/post.hpp>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::test {

/// An agent that only listens: it is given observations, and can be stopped, killed and started again.
class DnsBench {
 public:
  metrics::Watched watched;
  Snapshot snapshot;
  store::KeptDns kept;  ///< What the last start found.

  DnsBench() {
    watched.plans = {cutover::Plan{.domain = name("example.org")}};
    watched.plans[0].records = {{.question = kMxQuestion, .stages = {kOldMx, kNewMx, kLastMx}}};
    watched.resolvers = {{"one", endpoint("192.0.2.1"), "one"}, {"two", endpoint("192.0.2.2"), "two"}};
    start();
  }

  void start() {
    life_ = std::make_unique<Life>();
    life_->sim.clock.step_wall(lived_);
    auto messages = store::MessageStore::open(path(), net::HmacKey{1}).value();
    store::DnsStore dns(messages.database());
    kept = dns.load().value();
    snapshot = store::with_kept_dns({}, kept, watched, now());
    life_->keeper.emplace(life_->sim.io.get_executor(), life_->writer, life_->sim.clock, std::move(dns),
                          watched.resolvers, [this](const Observation& seen) { observe(seen); });
  }

  void observe(const Observation& seen) {
    snapshot = fold(std::move(snapshot), seen);
    life_->keeper->follow(seen, snapshot);
  }

  /// Lets the time pass, and the writer come to an end with what it was given.
  void advance(Millis span) {
    life_->sim.advance(span);
    lived_ += span;
    wait_for_writer();
    life_->sim.settle();
    wait_for_writer();
  }

  /// What waits is lost; what the writer was given is not.
  void kill() { life_ = nullptr; }
  void stop() {
    life_->keeper->finish();
    kill();
  }
  /// Time in which nothing runs.
  void sleep(Millis span) { lived_ += span; }

  /// Since the first start.
  Millis lived() const { return lived_; }
  WallTime now() const { return life_->sim.clock.wall(); }
  std::string path() const { return directory_.file("state.db"); }

 private:
  struct Life {
    Sim sim;
    asio::thread_pool writer{1};
    std::optional<store::DnsKeeper> keeper;
    ~Life() { writer.join(); }
  };
  void wait_for_writer() {
    std::promise<void> done;
    asio::post(life_->writer, [&] { done.set_value(); });
    done.get_future().wait();
  }

  TempDirectory directory_;
  std::unique_ptr<Life> life_;
  Millis lived_{};
};

}  // namespace cutwatch::test
