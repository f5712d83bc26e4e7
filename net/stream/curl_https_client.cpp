#include "net/stream/curl_https_client.hpp"

#include "net/stream/secure_transfer.hpp"
#include "runtime/task.hpp"

#include <curl/curl.h>
#include <fmt/core.h>

#include <memory>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMostHeaderOctets = 16 * 1024;
constexpr long kIdleSeconds = 60;  // a connection that was unused for longer is not used again
using CurlList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// What libcurl's callbacks write to.
struct Received {
  std::size_t most_octets;
  std::size_t header_octets = 0;
  std::string body;
  bool is_too_large = false;
};

std::size_t on_header(char*, std::size_t size, std::size_t count, void* self) {
  auto& received = *static_cast<Received*>(self);
  received.header_octets += size * count;
  received.is_too_large |= received.header_octets > kMostHeaderOctets;
  return received.is_too_large ? 0 : size * count;  // libcurl gives up when less is taken than it gave
}

std::size_t on_body(char* octets, std::size_t size, std::size_t count, void* self) {
  auto& received = *static_cast<Received*>(self);
  received.is_too_large |= size * count > received.most_octets - received.body.size();
  if (received.is_too_large) return 0;
  received.body.append(octets, size * count);
  return size * count;
}

CurlList headers_of(const HttpsPost& request) {
  curl_slist* list = curl_slist_append(nullptr, ("Content-Type: " + request.content_type).c_str());
  list = curl_slist_append(list, ("Accept: " + request.content_type).c_str());
  list = curl_slist_append(list, "Expect:");
  return {list, &curl_slist_free_all};
}

void prepare_http(CURL* easy, const HttpsPost& request, curl_slist* headers, Received& received) {
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);  // Rather share a connection than open one more.
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kIdleSeconds);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request.body.data());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &received);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &received);
}

HttpsResponse response_of(CURL* easy, Received received) {
  HttpsResponse response{.body = std::move(received.body)};
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &response.status);
  const char* type = nullptr;
  curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
  if (type != nullptr) response.content_type = type;
  curl_off_t began = 0;
  curl_off_t ended = 0;
  curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &began);
  curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &ended);
  response.duration = Micros{ended - began};
  return response;
}

}  // namespace

asio::awaitable<Result<HttpsResponse>> CurlHttpsClient::post(HttpsPost request, SteadyTime deadline) {
  Received received{.most_octets = request.most_octets};
  const CurlList headers = headers_of(request);
  SecureTransfer transfer(loop_.new_transfer(), request.peer);
  if (auto prepared = transfer.prepare(request.url); !prepared) co_return std::unexpected(prepared.error());
  prepare_http(transfer.handle(), request, headers.get(), received);
  auto ran = co_await transfer.run(clock_, deadline);
  if (received.is_too_large) {
    co_return fail(FailureKind::malformed,
                   fmt::format("{}: the response is larger than allowed", to_string(request.peer.endpoint)));
  }
  if (!ran) co_return std::unexpected(ran.error());
  co_return response_of(transfer.handle(), std::move(received));
}

}  // namespace cutwatch::net
