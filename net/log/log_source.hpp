#pragma once
#include "net/log/log_read.hpp"

#include <asio/awaitable.hpp>

#include <cstddef>
#include <string>

namespace cutwatch::net {

/// A mail server's log, wherever it comes from. Belongs to one coroutine.
class LogSource {
 public:
  virtual ~LogSource() = default;

  /// The last whole lines that were read before it was left off, `most` octets of them at most: what was
  /// under way then. To be asked once, before `next`. Empty where there is none, or it cannot be read.
  virtual asio::awaitable<std::string> before(std::size_t most) {
    static_cast<void>(most);
    co_return std::string();
  }

  /// Waits until there is something to tell: lines or gaps; that it cannot be read, once, and once that it
  /// can again (or can at all: a read with nothing in it), and that it is read to its end. A source that
  /// keeps failing is tried again by itself.
  virtual asio::awaitable<LogRead> next() = 0;
};

}  // namespace cutwatch::net
