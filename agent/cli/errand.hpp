#pragma once
#include "agent/network.hpp"
#include "agent/store/volatile_journal.hpp"
#include "probes/probe.hpp"
#include "runtime/query_pace.hpp"
#include "runtime/task.hpp"

#include <asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <optional>
#include <utility>

namespace cutwatch::cli {

/// What a command has to ask of the network, once: no schedule, no state file.
class Errand {
 public:
  Errand() : Errand(net::PhaseListener{}) {}
  /// `on_phase` hears how messages are handed over.
  explicit Errand(const net::PhaseListener& on_phase) : network_({}, on_phase) {}

  /// Everything that it refers to lives as long as the errand.
  ProbeContext context() {
    return {.clock = network_.clock,
            .random = network_.random,
            .dns = network_.dns,
            .smtp = network_.smtp,
            .imap = network_.imap,
            .journal = journal_,
            .pace = pace_,
            .known = {}};
  }

  /// Runs the work to its end; what it throws is thrown on. What the work refers to is declared before the
  /// errand, or is the work's own.
  template <class T>
  T run(Task<T> work) {
    return *run_until_stopped(std::move(work));
  }

  /// The same, until SIGINT or SIGTERM ends it before its time: none then.
  template <class T>
  std::optional<T> run_until_signal(Task<T> work) {
    asio::signal_set signals(network_.io, SIGINT, SIGTERM);
    signals.async_wait([this](const asio::error_code& error, int) {
      if (!error) network_.io.stop();
    });
    return run_until_stopped(std::move(work));
  }

 private:
  template <class T>
  std::optional<T> run_until_stopped(Task<T> work) {
    std::optional<T> done;
    network_.io.restart();
    asio::co_spawn(network_.io, std::move(work), [&](std::exception_ptr error, T result) {
      rethrow(error);
      done.emplace(std::move(result));
      network_.io.stop();
    });
    network_.io.run();
    return done;
  }

  store::VolatileJournal journal_{{}};
  QueryPace pace_;
  Network network_;  // last: it ends the coroutines, which refer to the others
};

}  // namespace cutwatch::cli
