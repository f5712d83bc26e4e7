#pragma once
#include "core/time/clock.hpp"

#include <asio/awaitable.hpp>

namespace cutwatch {

/// A clock that a coroutine can wait on.
class WaitableClock : public Clock {
 public:
  /// Completes at `due`, at once if that is past. Throws asio::system_error(operation_aborted) when
  /// cancelled.
  virtual asio::awaitable<void> sleep_until(SteadyTime due) = 0;
};

}  // namespace cutwatch
