#pragma once
#include "agent/store/log_store.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "runtime/task.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace cutwatch::store {

/// What could not be written is tried again so much later.
inline constexpr Seconds kLogRetry{5};

/// A log's row is some 50 KB when its lists are full: a busy log would write gigabytes a day if each read
/// were written. What is lost with a kill is read again.
inline constexpr Seconds kLogPace{10};

/// Keeps what logs told, with how far they were read, in the state file: a read at once, those that come
/// within `kLogPace` after it together. Belongs to the event loop's thread; the writing is done on another.
class LogKeeper {
 public:
  using Observe = std::function<void(const Observation&)>;

  /// `writer` must be the one thread that touches the state file.
  LogKeeper(asio::any_io_executor loop, asio::thread_pool& writer, WaitableClock& clock, LogStore store,
            Observe observe);

  /// Takes over what a read changed; a write that fails is observed, and tried again.
  void follow(const Observation& observation, const Snapshot& snapshot);
  /// All that the store has. Errors: storage.
  Task<Result<KeptLogs>> load();
  /// Hands all that waits to the writer. The last call.
  void finish();

 private:
  void add_bypass(const std::string& domain, const Snapshot& snapshot);
  void write();
  void written(const Result<void>& result, LogChanges batch);
  Task<void> write_later(Millis pause);

  asio::any_io_executor loop_;
  asio::thread_pool& writer_;
  WaitableClock& clock_;
  std::shared_ptr<LogStore> store_;  ///< Touched on the writer's thread only.
  Observe observe_;
  LogChanges pending_;
  std::set<LogKey> followed_;  ///< By the last snapshot.
  bool is_writing_ = false;    ///< Or not yet to write again.
  bool is_failing_ = false;    ///< The last write failed.
};

}  // namespace cutwatch::store
