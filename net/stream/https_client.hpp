#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"
#include "net/stream/secure_peer.hpp"

#include <asio/awaitable.hpp>

#include <cstddef>
#include <string>

namespace cutwatch::net {

struct HttpsPost {
  SecurePeer peer;           ///< Its host is the URL's.
  std::string url;           ///< https://…
  std::string content_type;  ///< Of the body, and the only one that is accepted.
  std::string body;
  std::size_t most_octets = 0;  ///< Of the response's body.
};

struct HttpsResponse {
  long status = 0;
  std::string content_type;  ///< As the server wrote it; empty where it did not.
  std::string body;
  Micros duration{};  ///< From the request, once there was a connection, to the last octet.
};

/// Sends requests over HTTPS, over connections that stay open for the next one.
class HttpsClient {
 public:
  virtual ~HttpsClient() = default;

  /// Any status is a response; redirects are not followed. Errors: timeout · refused · unreachable · tls ·
  /// malformed (larger than allowed) · protocol · cancelled.
  virtual asio::awaitable<Result<HttpsResponse>> post(HttpsPost request, SteadyTime deadline) = 0;
};

}  // namespace cutwatch::net
