#pragma once
#include "net/stream/secure_peer.hpp"
#include "net/stream/stream.hpp"

#include <asio/awaitable.hpp>

#include <memory>

namespace cutwatch::net {

/// Opens connections that speak TLS from the first byte.
class SecureConnector {
 public:
  virtual ~SecureConnector() = default;

  /// Errors: timeout · refused · unreachable · tls (the detail says what of the certificate does not hold) ·
  /// protocol · cancelled.
  virtual asio::awaitable<Result<std::unique_ptr<Stream>>> connect(SecurePeer peer, SteadyTime deadline) = 0;
};

}  // namespace cutwatch::net
