#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <asio/awaitable.hpp>

#include <string>

namespace cutwatch::net {

/// One connected conversation in bytes, in clear or inside TLS. Production: a libcurl connection; tests: a
/// script. Not thread-safe: belongs to one coroutine.
class Stream {
 public:
  virtual ~Stream() = default;

  /// Sends all of `bytes`. Errors: timeout · refused (reset) · protocol (the peer has closed).
  virtual asio::awaitable<Result<void>> send(std::string bytes, SteadyTime deadline) = 0;

  /// The next bytes, at least one and at most 16 KiB; an empty string when the peer has closed in order.
  /// Errors: timeout · refused (reset) · protocol.
  virtual asio::awaitable<Result<std::string>> receive(SteadyTime deadline) = 0;
};

}  // namespace cutwatch::net
