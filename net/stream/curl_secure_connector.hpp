#pragma once
#include "net/stream/curl_loop.hpp"
#include "net/stream/secure_connector.hpp"
#include "runtime/waitable_clock.hpp"

namespace cutwatch::net {

/// The connector of production: libcurl dials and starts TLS, then hands the connection over
/// (CURLOPT_CONNECT_ONLY). Belongs to the loop's thread; both arguments must outlive it.
class CurlSecureConnector final : public SecureConnector {
 public:
  CurlSecureConnector(CurlLoop& loop, WaitableClock& clock) : loop_(loop), clock_(clock) {}

  asio::awaitable<Result<std::unique_ptr<Stream>>> connect(SecurePeer peer, SteadyTime deadline) override;

 private:
  CurlLoop& loop_;
  WaitableClock& clock_;
};

}  // namespace cutwatch::net
