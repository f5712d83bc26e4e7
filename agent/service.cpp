#include "agent/service.hpp"

#include "agent/judge/judge.hpp"
#include "agent/log/event_log.hpp"
#include "agent/network.hpp"
#include "agent/pages.hpp"
#include "agent/reload/config_changes.hpp"
#include "agent/reload/reload_request.hpp"
#include "agent/server_log/log_readers.hpp"
#include "agent/store/chronicle_keeper.hpp"
#include "agent/store/dns_keeper.hpp"
#include "agent/store/log_keeper.hpp"
#include "agent/store/recall.hpp"
#include "agent/store/state_file.hpp"
#include "agent/store/store_journal.hpp"
#include "agent/version.hpp"
#include "agent/watcher.hpp"
#include "core/text/counted.hpp"
#include "core/text/printable.hpp"
#include "exporters/http/http_server.hpp"

#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <optional>

namespace cutwatch {
namespace {

/// How long runs under way may take to end once a signal has come.
constexpr Millis kFarewell{3000};
constexpr Millis kFarewellStep{20};

net::HmacKey new_key(Random& random) {
  net::HmacKey key{};
  for (auto& byte : key) byte = static_cast<std::uint8_t>(random.next16());
  return key;
}

/// What keeps the state file while the agent runs. The keepers are none with ":memory:".
struct Keepers {
  store::StoreJournal& journal;
  std::optional<store::DnsKeeper>& dns;
  std::optional<store::ChronicleKeeper>& chronicle;
  std::optional<store::LogKeeper>& logs;
  const Clock& clock;
};

/// As at a start, for domains, or records of them, that begin to be watched later. Errors: storage.
Task<Result<Snapshot>> recalled(Keepers keepers, metrics::Watched added) {
  if (added.plans.empty()) co_return Snapshot{};
  auto ledgers = co_await keepers.journal.load();
  Result<store::KeptDns> kept;
  Result<store::KeptChronicles> chronicles;
  Result<store::KeptLogs> logs;
  if (keepers.dns) kept = co_await keepers.dns->load();
  if (keepers.chronicle) chronicles = co_await keepers.chronicle->load();
  if (keepers.logs) logs = co_await keepers.logs->load();
  if (!ledgers) co_return std::unexpected(ledgers.error());
  if (!kept) co_return std::unexpected(kept.error());
  if (!chronicles) co_return std::unexpected(chronicles.error());
  if (!logs) co_return std::unexpected(logs.error());
  auto snapshot = store::with_ledgers_of(added, *std::move(ledgers));
  snapshot = store::with_dns(std::move(snapshot), *kept, added, keepers.clock.wall());
  snapshot = store::with_judgements(std::move(snapshot), *chronicles, added);
  co_return store::with_logs(std::move(snapshot), *logs, added);
}

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

/// Where nothing is remembered of what was sent before, not even an agent that is started again and again may
/// send more than it may.
mail::Manners manners_at_start(std::vector<mail::KeptAct> kept, bool is_memory_empty, const Clock& clock) {
  auto out = mail::restore_manners(std::move(kept), {.wall = clock.wall(), .steady = clock.steady()});
  if (is_memory_empty) out.sends.hold_until(clock.steady() + mail::kEvenPace);
  return out;
}

int cannot_begin(const Failure& failure) {
  spdlog::error("{}", failure.detail);
  return 2;
}

}  // namespace

int run_service(const config::Config& config, const ReadConfig& read_again) {
  SnapshotCell cell;
  Network network(config.sources);
  asio::signal_set hangups(network.io, SIGHUP);  // from now on: until it is waited for, one waits too
  auto opened = store::open_state(config.state_path, new_key(network.random), network.clock.wall());
  if (!opened) return cannot_begin(opened.error());
  if (!opened->newly_aside.empty()) {
    spdlog::error("state store: {} is damaged: set aside as {}, and begun anew", printable(config.state_path),
                  printable(opened->newly_aside));
  }
  auto* store = &opened->messages;
  warn_of_silence(config);
  auto watched = watched_by(config);
  ConfigCell in_use(
      {.watched = watched, .read = network.clock.wall(), .is_reload_by_http = config.is_reload_by_http});
  store::DnsStore dns_store(store->database());
  store::ChronicleStore chronicle_store(store->database());
  store::LogStore log_store(store->database());
  auto initial =
      store::restored(*store, dns_store, chronicle_store, log_store, watched, network.clock.wall());
  if (!initial) return cannot_begin(initial.error());
  auto acts = store->acts(network.clock.wall());
  if (!acts) return cannot_begin(acts.error());
  initial = with_state_file(*std::move(initial), {.set_aside = printable(opened->left_aside)});
  store::StoreJournal journal(network.io.get_executor(), network.clock, std::move(*store),
                              {.age = config.state_retention});
  const bool is_memory_empty = config.state_path == ":memory:" || !opened->newly_aside.empty();
  journal.manners() = manners_at_start(*std::move(acts), is_memory_empty, network.clock);
  Watcher watcher(network.tools(journal), std::move(watched), *std::move(initial), cell);
  const auto observe = [&](const Observation& observation) { watcher.observe(observation); };
  journal.observe_with(observe);
  EventLog log(watcher.watched(), network.clock);
  watcher.listen([&](const Observation& seen, const Snapshot& snapshot) { log.follow(seen, snapshot); });
  watcher.listen([&](const Observation& seen, const Snapshot& snapshot) { journal.follow(seen, snapshot); });
  Judge judge(network.io, network.clock, watcher, observe);
  watcher.listen([&](const Observation& seen, const Snapshot&) { judge.follow(seen); });
  std::optional<store::DnsKeeper> keeper;
  std::optional<store::ChronicleKeeper> chronicle;
  std::optional<store::LogKeeper> log_keeper;
  if (config.state_path != ":memory:") {
    chronicle.emplace(network.io.get_executor(), journal.writer(), network.clock, std::move(chronicle_store),
                      observe);
    watcher.listen([&](const Observation& seen, const Snapshot&) { chronicle->follow(seen); });
    judge.note_with([&](store::RecordKey key, NotedRecord noted) {
      return chronicle->note(std::move(key), std::move(noted));
    });
    log_keeper.emplace(network.io.get_executor(), journal.writer(), network.clock, std::move(log_store),
                       observe);
    watcher.listen(
        [&](const Observation& seen, const Snapshot& snapshot) { log_keeper->follow(seen, snapshot); });
    keeper.emplace(network.io.get_executor(), journal.writer(), network.clock, std::move(dns_store),
                   config.resolvers, observe);
    watcher.listen(
        [&](const Observation& seen, const Snapshot& snapshot) { keeper->follow(seen, snapshot); });
  }
  const auto open_log = [&](const cutover::ServerLog& log, const std::optional<LogPosition>& position) {
    return open_log_source(network.io, network.clock, log, position);
  };
  LogReaders log_readers(network.io, network.clock, watcher, observe, open_log);
  Reloader reloader(network.io, network.clock, config, watcher, in_use,
                    {.read = read_again,
                     .recall =
                         [&](metrics::Watched added) {
                           return recalled({journal, keeper, chronicle, log_keeper, network.clock},
                                           std::move(added));
                         },
                     .tell =
                         [&](const metrics::Watched& now) {
                           if (keeper) keeper->use(now.resolvers);
                           // Once the watcher has taken it over.
                           asio::post(network.io, [&] { log_readers.use_plans(); });
                         }});

  const Pages pages(in_use, cell, network.clock);
  const exporters::Routes actions{{"/-/reload", [&] { return reload_page(network.io, reloader, in_use); }}};
  const auto http = exporters::HttpServer::start(config.listen, {.pages = pages.routes(), .actions = actions},
                                                 network.clock);
  if (!http) return cannot_begin(http.error());
  for (const auto& endpoint : config.listen)
    spdlog::info("listening on http://{}/metrics", to_string(endpoint));

  watcher.start();
  log_readers.use_plans();
  judge.start();
  spdlog::info("cutwatch {} watches {} at {}", kVersion, counted(config.cutovers.size(), "cutover"),
               counted(config.resolvers.size(), "resolver"));
  asio::co_spawn(network.io, stop_on_signal(network, watcher), rethrow);
  asio::co_spawn(network.io, reload_on_hangup(hangups, reloader), rethrow);
  network.io.run();
  if (keeper) keeper->finish();
  if (chronicle) chronicle->finish();
  if (log_keeper) log_keeper->finish();
  return 0;
}

}  // namespace cutwatch
