#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <cstddef>
#include <string>

namespace cutwatch::net {

struct HttpPage {
  long status = 0;
  std::string body;
};

struct HttpLimits {
  Millis patience{5000};
  std::size_t most_octets = std::size_t{64} << 20;
};

/// Fetches a page over plain HTTP and blocks until it is there: for commands that do nothing else meanwhile.
/// Redirects are not followed, no proxy is used. Any status is a page. Errors: timeout · refused ·
/// unreachable · malformed (larger than allowed, no HTTP, or not a URL of http) · protocol.
Result<HttpPage> http_get(const std::string& url, const HttpLimits& limits);

}  // namespace cutwatch::net
