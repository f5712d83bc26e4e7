#include "net/stream/curl_secure_connector.hpp"

#include "net/stream/curl_stream.hpp"
#include "net/stream/secure_transfer.hpp"
#include "runtime/task.hpp"

#include <curl/curl.h>
#include <fmt/core.h>

namespace cutwatch::net {
namespace {

/// The scheme makes libcurl start TLS with that name; not one octet of HTTP is spoken.
std::string url_of(const SecurePeer& peer) {
  const auto address = IpAddress::parse(peer.host);
  const bool is_v6 = address && !address->is_v4();
  return fmt::format("https://{}:{}/", is_v6 ? "[" + peer.host + "]" : peer.host, peer.endpoint.port);
}

}  // namespace

asio::awaitable<Result<std::unique_ptr<Stream>>> CurlSecureConnector::connect(SecurePeer peer,
                                                                              SteadyTime deadline) {
  SecureTransfer transfer(loop_.new_transfer(), std::move(peer));
  if (auto prepared = transfer.prepare(url_of(transfer.peer())); !prepared)
    co_return std::unexpected(prepared.error());
  curl_easy_setopt(transfer.handle(), CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(transfer.handle(), CURLOPT_SSL_ENABLE_ALPN, 0L);  // It would offer HTTP.
  if (auto ran = co_await transfer.run(clock_, deadline); !ran) co_return std::unexpected(ran.error());
  co_return CurlStream::open(transfer.take(), clock_, co_await asio::this_coro::executor);
}

}  // namespace cutwatch::net
