#include "net/stream/http_get.hpp"

#include "core/text/printable.hpp"

#include <curl/curl.h>
#include <fmt/core.h>

#include <memory>

namespace cutwatch::net {
namespace {

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

/// What libcurl's callback writes to.
struct Received {
  std::size_t most_octets;
  std::string body;
  bool is_too_large = false;
};

std::size_t on_body(char* octets, std::size_t size, std::size_t count, void* self) {
  auto& received = *static_cast<Received*>(self);
  received.is_too_large |= size * count > received.most_octets - received.body.size();
  if (received.is_too_large) return 0;  // libcurl gives up when less is taken than it gave
  received.body.append(octets, size * count);
  return size * count;
}

FailureKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return FailureKind::timeout;
    case CURLE_COULDNT_CONNECT: return FailureKind::refused;
    case CURLE_COULDNT_RESOLVE_HOST: return FailureKind::unreachable;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_WRITE_ERROR: return FailureKind::malformed;
    default: return FailureKind::protocol;
  }
}

}  // namespace

Result<HttpPage> http_get(const std::string& url, const HttpLimits& limits) {
  const Easy easy(curl_easy_init(), &curl_easy_cleanup);
  if (!easy) return fail(FailureKind::protocol, "libcurl cannot start");
  Received received{.most_octets = limits.most_octets};
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(limits.patience.count()));
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &received);
  const auto code = curl_easy_perform(easy.get());
  if (received.is_too_large)
    return fail(FailureKind::malformed, fmt::format("{}: the page is larger than allowed", printable(url)));
  if (code != CURLE_OK)
    return fail(kind_of(code), fmt::format("{}: {}", printable(url), curl_easy_strerror(code)));
  HttpPage page{.body = std::move(received.body)};
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &page.status);
  return page;
}

}  // namespace cutwatch::net
