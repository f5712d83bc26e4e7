#pragma once
#include "net/log/log_read.hpp"

#include <asio/awaitable.hpp>

namespace cutwatch::net {

/// A mail server's log, wherever it comes from. Belongs to one coroutine.
class LogSource {
 public:
  virtual ~LogSource() = default;

  /// Waits until there is something to tell: lines or gaps; that it cannot be read, once, and once that it
  /// can again (or can at all: a read with nothing in it). A source that keeps failing is tried again by
  /// itself.
  virtual asio::awaitable<LogRead> next() = 0;
};

}  // namespace cutwatch::net
