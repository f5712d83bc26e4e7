#pragma once
#include "agent/config/config.hpp"
#include "agent/reload/config_in_use.hpp"
#include "agent/watcher.hpp"

#include <expected>
#include <functional>
#include <string>
#include <vector>

namespace cutwatch {

/// Goes on with the configuration as it now is on disk, or with the one in use where that has a complaint.
/// Belongs to the event loop's thread. Requests that come while it
/// reads are met by the next reading, together.
class Reloader {
 public:
  using Read = std::function<std::expected<config::Config, std::vector<config::ConfigError>>()>;
  /// What the state file knows of domains that begin to be watched, or some records of them. Without it they
  /// would begin anew, over what is kept of them.
  using Recall = std::function<Task<Result<Snapshot>>(metrics::Watched added)>;
  struct Hands {
    Read read;
    Recall recall;
    std::function<void(const metrics::Watched&)> tell;  ///< Others that need to know what is watched now.
  };
  struct Outcome {
    bool is_done = false;
    std::string text;  ///< What is watched now, or all complaints; lines.
  };
  using Answer = std::function<void(const Outcome&)>;

  /// `started` is what the process was started with.
  Reloader(asio::io_context& io, const Clock& clock, config::Config started, Watcher& watcher,
           ConfigCell& in_use, Hands hands)
      : io_(io),
        clock_(clock),
        started_(std::move(started)),
        watcher_(watcher),
        in_use_(in_use),
        hands_(std::move(hands)) {}

  /// Reads the configuration anew, and says what came of it.
  void ask(Answer answer);

 private:
  Task<void> answer_all();
  Task<Outcome> reload();
  Outcome refuse(const std::vector<std::string>& complaints);

  asio::io_context& io_;
  const Clock& clock_;
  config::Config started_;
  Watcher& watcher_;
  ConfigCell& in_use_;
  Hands hands_;
  std::vector<Answer> waiting_;
  bool is_at_work_ = false;
};

}  // namespace cutwatch
