#include "agent/watch/watch_session.hpp"

#include "agent/network.hpp"
#include "agent/store/volatile_journal.hpp"
#include "agent/watch/change_lines.hpp"
#include "agent/watch/hint_text.hpp"
#include "agent/watch/screen.hpp"
#include "agent/watch/waiting_text.hpp"
#include "agent/watcher.hpp"
#include "core/text/date.hpp"

#include <asio/signal_set.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>

namespace cutwatch {
namespace {

constexpr Millis kRefresh{1000};
constexpr Millis kPlainRefresh{250};

metrics::Watched watched_of(const WatchRequest& request) {
  cutover::Plan plan{.domain = request.domain};
  cutover::WatchedRecord record{
      .question = {request.domain, dns::RrType::mx}, .stages = {}, .interval = request.interval};
  if (request.original_ttl)
    record.bounds.past.original_ttl = std::chrono::ceil<Seconds>(*request.original_ttl);
  plan.records.push_back(std::move(record));
  return {.plans = {std::move(plan)}, .resolvers = request.resolvers};
}

/// Every authority has answered, or failed to.
bool have_all_spoken(const RecordState& state) {
  return std::ranges::all_of(state.authorities,
                             [](const auto& authority) { return authority.second->last.has_value(); });
}

/// What is known of the record, judged by stages that are learned on the way.
class Picture {
 public:
  Picture(const WatchRequest& request, cutover::WatchedRecord record)
      : request_(request), record_(std::move(record)) {}

  /// nullopt while the authorities have not said what there is to judge by. `state` must outlive the
  /// assessment.
  std::optional<cutover::RecordAssessment> of(const RecordState& state, WallTime now) {
    std::vector<dns::RrSet> cached;
    for (const auto& [id, view] : state.resolvers) {
      for (auto& held : dns::held_at(view->entries, now)) cached.push_back(std::move(held));
    }
    if (have_all_spoken(state)) {
      learned_ = dns::learn_stages(std::move(learned_), state.histories(), cached, request_.hints);
    }
    if (learned_.empty()) return std::nullopt;
    record_.stages = dns::with_unknown_other(learned_, request_.hints);
    return cutover::assess_record(record_, state, request_.resolvers, now);
  }

 private:
  const WatchRequest& request_;
  cutover::WatchedRecord record_;
  dns::Stages learned_;
};

/// Shows the picture: over the one before on a terminal, as lines of what has changed otherwise.
class Show {
 public:
  void draw(const std::optional<cutover::RecordAssessment>& assessed, const std::string& otherwise,
            const std::vector<std::string>& hints, WallTime now) {
    if (Screen::is_terminal()) {
      auto lines = assessed ? exporters::watch_table(*assessed, now, Screen::colours(), Screen::width())
                            : std::vector{otherwise.substr(0, Screen::width())};
      for (const auto& hint : hints) lines.push_back(hint.substr(0, Screen::width()));
      screen_.redraw(lines);
      return;
    }
    if (hints != hints_) {
      for (const auto& hint : hints) fmt::print("{} {}\n", rfc3339(now), hint);
      hints_ = hints;
    }
    if (!assessed && otherwise != last_) fmt::print("{} {}\n", rfc3339(now), otherwise);
    last_ = otherwise;
    if (assessed) {
      for (const auto& line : changes_.after(*assessed, now)) fmt::print("{}\n", line);
    }
    std::fflush(stdout);
  }
  static Millis period() { return Screen::is_terminal() ? kRefresh : kPlainRefresh; }

 private:
  Screen screen_;
  ChangeLines changes_;
  std::string last_;
  std::vector<std::string> hints_;
};

Shared<RecordState> record_state(const Snapshot& snapshot, const cutover::Plan& plan) {
  const auto domain = snapshot.domains.find(plan.label());
  if (domain == snapshot.domains.end()) return {};
  const auto found = domain->second->records.find(plan.records.front().question);
  return found == domain->second->records.end() ? Shared<RecordState>() : found->second;
}

Task<void> show(const WatchRequest& request, Network& network, const Watcher& watcher) {
  const auto& plan = watcher.watched().plans.front();
  Picture picture(request, plan.records.front());
  Show show;
  while (std::ferror(stdout) == 0) {
    const auto now = network.clock.wall();
    const auto state = record_state(watcher.snapshot(), plan);
    show.draw(picture.of(*state, now), waiting_for_authorities(request, *state), hint_lines(request, *state),
              now);
    co_await network.clock.sleep_until(network.clock.steady() + Show::period());
  }
}

}  // namespace

int run_watch(const WatchRequest& request) {
  SnapshotCell cell;
  Network network({});
  store::VolatileJournal journal({});
  Watcher watcher(network.tools(journal), watched_of(request), {}, cell);
  watcher.start();
  asio::signal_set signals(network.io, SIGINT, SIGTERM);
  signals.async_wait([&](const asio::error_code&, int) { network.io.stop(); });
  asio::co_spawn(network.io, show(request, network, watcher), [&](const std::exception_ptr& error) {
    network.io.stop();
    rethrow(error);
  });
  network.io.run();
  return 0;
}

}  // namespace cutwatch
