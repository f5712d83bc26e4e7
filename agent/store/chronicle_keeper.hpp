#pragma once
#include "agent/store/chronicle_store.hpp"
#include "core/observation/observation.hpp"
#include "runtime/task.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/thread_pool.hpp>

#include <functional>
#include <memory>

namespace cutwatch::store {

/// What could not be written is tried again so much later.
inline constexpr Seconds kChronicleRetry{5};

/// Keeps changes of judgement in the state file, each at once. Belongs to the event loop's thread; the
/// writing is done on another.
class ChronicleKeeper {
 public:
  using Observe = std::function<void(const Observation&)>;

  /// `writer` must be the one thread that touches the state file.
  ChronicleKeeper(asio::any_io_executor loop, asio::thread_pool& writer, WaitableClock& clock,
                  ChronicleStore store, Observe observe);

  /// Takes over what an observation changed; a write that fails is observed, and tried again.
  void follow(const Observation& observation);
  /// Completes when it is durable. Errors: storage, which is observed too.
  Task<Result<NotedRecord>> note(RecordKey key, NotedRecord noted);
  /// All that the store has. Errors: storage.
  Task<Result<KeptChronicles>> load();
  /// Hands all that waits to the writer. The last call.
  void finish();

 private:
  void write();
  void written(const Result<void>& result, ChronicleChanges batch);
  Task<void> write_later();

  asio::any_io_executor loop_;
  asio::thread_pool& writer_;
  WaitableClock& clock_;
  std::shared_ptr<ChronicleStore> store_;  ///< Touched on the writer's thread only.
  Observe observe_;
  ChronicleChanges pending_;
  bool is_writing_ = false;
  bool is_failing_ = false;       ///< The last write failed.
  bool is_note_failing_ = false;  ///< The last record to be noted was not.
};

}  // namespace cutwatch::store
