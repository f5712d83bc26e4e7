#pragma once
#include "net/stream/curl_loop.hpp"
#include "net/stream/https_client.hpp"
#include "runtime/waitable_clock.hpp"

namespace cutwatch::net {

/// The client of production: HTTP/2 where the server knows it, several requests on one connection. Belongs to
/// the loop's thread; both arguments must outlive it.
class CurlHttpsClient final : public HttpsClient {
 public:
  CurlHttpsClient(CurlLoop& loop, WaitableClock& clock) : loop_(loop), clock_(clock) {}

  asio::awaitable<Result<HttpsResponse>> post(HttpsPost request, SteadyTime deadline) override;

 private:
  CurlLoop& loop_;
  WaitableClock& clock_;
};

}  // namespace cutwatch::net
