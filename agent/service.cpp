#include "agent/service.hpp"

#include "agent/log/event_log.hpp"
#include "agent/network.hpp"
#include "agent/process_facts.hpp"
#include "agent/store/dns_keeper.hpp"
#include "agent/store/dns_restore.hpp"
#include "agent/store/store_journal.hpp"
#include "agent/version.hpp"
#include "agent/watcher.hpp"
#include "core/text/counted.hpp"
#include "exporters/http/http_server.hpp"
#include "exporters/prometheus_text.hpp"
#include "exporters/status_json.hpp"

#include <asio/signal_set.hpp>
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <optional>

namespace cutwatch {
namespace {

/// How long runs under way may take to end once a signal has come.
constexpr Millis kFarewell{3000};
constexpr Millis kFarewellStep{20};

net::HmacKey new_key(KernelRandom& random) {
  net::HmacKey key{};
  for (auto& byte : key) byte = static_cast<std::uint8_t>(random.next16());
  return key;
}

/// The plans as they are acted upon: without a durable ledger no mail is sent, unless the operator wants
/// that.
std::vector<cutover::Plan> plans_to_watch(const config::Config& config) {
  auto plans = config.cutovers;
  if (config.state_path != ":memory:" || config.is_volatile_mail) return plans;
  for (auto& plan : plans) {
    if (plan.round_trips.empty()) continue;
    spdlog::warn(
        "{}: no mail is sent, because [state] path is \":memory:\" and a restart would lose track of "
        "messages; "
        "set a path, or volatile_mail = true",
        plan.label());
    plan.round_trips.clear();
  }
  return plans;
}

Result<Snapshot> restored(store::MessageStore& store) {
  auto ledgers = store.load();
  if (!ledgers) return std::unexpected(ledgers.error());
  Snapshot snapshot;
  for (auto& [domain, ledger] : *ledgers) {
    DomainState state;
    state.mail = Shared(restore_mail(std::move(ledger)));
    snapshot.domains.emplace(domain, Shared(std::move(state)));
  }
  return snapshot;
}

/// What was known of name servers and resolvers before the agent was ended.
Result<Snapshot> with_dns(Snapshot snapshot, store::DnsStore store, const metrics::Watched& watched,
                          WallTime now) {
  const auto kept = store.load();
  if (!kept) return std::unexpected(kept.error());
  for (const auto& row : kept->damaged) spdlog::warn("state file: left out what is damaged: {}", row);
  return store::with_kept_dns(std::move(snapshot), *kept, watched, now);
}

/// What the HTTP threads need: the snapshot, what is watched, and the facts of the process.
class Pages {
 public:
  Pages(const metrics::Watched& watched, const SnapshotCell& cell, const Clock& clock)
      : watched_(watched), cell_(cell), clock_(clock), started_(clock.wall()) {}

  exporters::Routes routes() const {
    return {{"/metrics", [this] { return metrics_page(); }},
            {"/api/v1/status", [this] { return status_page(); }},
            {"/-/healthy", [] { return exporters::HttpResponse{.body = "cutwatch is alive.\n"}; }},
            {"/-/ready", [] { return exporters::HttpResponse{.body = "cutwatch is watching.\n"}; }}};
  }

 private:
  exporters::HttpResponse metrics_page() const {
    const auto process = read_process_facts();
    const auto families = metrics::metrics_of(watched_, *cell_.load(),
                                              {.version = kVersion,
                                               .revision = kRevision,
                                               .is_last_reload_successful = true,
                                               .config_read = started_,
                                               .process_started = started_,
                                               .cpu_seconds = process.cpu_seconds,
                                               .resident_bytes = process.resident_bytes,
                                               .open_fds = process.open_fds},
                                              clock_.wall());
    return {.content_type = exporters::kPrometheusContentType, .body = exporters::prometheus_text(families)};
  }

  exporters::HttpResponse status_page() const {
    return {.content_type = "application/json",
            .body = exporters::status_json(watched_, *cell_.load(), kVersion, clock_.wall())};
  }

  const metrics::Watched& watched_;
  const SnapshotCell& cell_;
  const Clock& clock_;
  WallTime started_;
};

Task<void> stop_on_signal(Network& network, Watcher& watcher) {
  asio::signal_set signals(network.io, SIGTERM, SIGINT);
  const auto [error, signal] = co_await signals.async_wait(as_result);
  spdlog::info("signal {}: ending", signal);
  watcher.stop();
  const auto last = network.clock.steady() + kFarewell;
  while (watcher.running() > 0 && network.clock.steady() < last) {
    co_await network.clock.sleep_until(network.clock.steady() + kFarewellStep);
  }
  network.io.stop();
}

int cannot_begin(const Failure& failure) {
  spdlog::error("{}", failure.detail);
  return 2;
}

}  // namespace

int run_service(const config::Config& config) {
  SnapshotCell cell;
  Network network(config.sources);
  auto store = store::MessageStore::open(config.state_path, new_key(network.random));
  if (!store) return cannot_begin(store.error());
  const metrics::Watched watched{.plans = plans_to_watch(config), .resolvers = config.resolvers};
  const bool is_kept = config.state_path != ":memory:";
  store::DnsStore dns_store(store->database());
  auto initial = restored(*store);
  if (initial && is_kept) initial = with_dns(*std::move(initial), dns_store, watched, network.clock.wall());
  if (!initial) return cannot_begin(initial.error());
  store::StoreJournal journal(network.io.get_executor(), network.clock, *std::move(store),
                              {.age = config.state_retention});
  Watcher watcher(network.tools(journal), watched, *std::move(initial), cell);
  journal.observe_with([&](const Observation& observation) { watcher.observe(observation); });
  EventLog log(watcher.watched(), network.clock);
  watcher.listen([&](const Observation& seen, const Snapshot& snapshot) { log.follow(seen, snapshot); });
  watcher.listen([&](const Observation& seen, const Snapshot& snapshot) { journal.follow(seen, snapshot); });
  std::optional<store::DnsKeeper> keeper;
  if (is_kept) {
    keeper.emplace(network.io.get_executor(), journal.writer(), network.clock, std::move(dns_store),
                   config.resolvers, [&](const Observation& observation) { watcher.observe(observation); });
    watcher.listen(
        [&](const Observation& seen, const Snapshot& snapshot) { keeper->follow(seen, snapshot); });
  }

  const Pages pages(watcher.watched(), cell, network.clock);
  const auto http = exporters::HttpServer::start(config.listen, pages.routes(), network.clock);
  if (!http) return cannot_begin(http.error());
  for (const auto& endpoint : config.listen)
    spdlog::info("listening on http://{}/metrics", to_string(endpoint));

  watcher.start();
  spdlog::info("cutwatch {} watches {} at {}", kVersion, counted(config.cutovers.size(), "cutover"),
               counted(config.resolvers.size(), "resolver"));
  asio::co_spawn(network.io, stop_on_signal(network, watcher), rethrow);
  network.io.run();
  if (keeper) keeper->finish();
  return 0;
}

}  // namespace cutwatch
