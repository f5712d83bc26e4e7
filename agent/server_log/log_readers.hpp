#pragma once
#include "agent/server_log/log_follow.hpp"
#include "agent/watcher.hpp"

#include <asio/io_context.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace cutwatch {

/// Opens a log from where it was left off.
using OpenLogSource = std::function<Result<std::unique_ptr<net::LogSource>>(
    const cutover::ServerLog&, const std::optional<LogPosition>&)>;

/// As the plan says: a file, the systemd journal, or standard input. Errors: refused.
Result<std::unique_ptr<net::LogSource>> open_log_source(asio::io_context& io, WaitableClock& clock,
                                                        const cutover::ServerLog& log,
                                                        const std::optional<LogPosition>& position);

/// Reads the logs that the plans name. Belongs to the event loop's thread.
class LogReaders {
 public:
  using Observe = LogFollow::Observe;

  LogReaders(asio::io_context& io, WaitableClock& clock, const Watcher& watcher, Observe observe,
             OpenLogSource open);

  /// Begins what the watcher's plans name and is not read yet, from where the snapshot says that it was left
  /// off, and ends what they name no more. One whose reading is to be otherwise begins anew, but for standard
  /// input, which is gone on with.
  void use_plans();

 private:
  using Key = std::pair<std::string, ServerLogKey>;  ///< By domain.
  struct Reader {
    cutover::ServerLog log;
    std::shared_ptr<LogFollow> follow;
  };
  void begin(const Key& key, const cutover::ServerLog& log);
  ServerLogState known_of(const Key& key) const;
  std::optional<LogSurroundings> around(const std::string& domain) const;

  asio::io_context& io_;
  WaitableClock& clock_;
  const Watcher& watcher_;
  Observe observe_;
  OpenLogSource open_;
  std::map<Key, Reader> readers_;
};

}  // namespace cutwatch
