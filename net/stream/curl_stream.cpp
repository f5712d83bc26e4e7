#include "net/stream/curl_stream.hpp"

#include "net/stream/connect_failure.hpp"
#include "runtime/task.hpp"

#include <curl/curl.h>

#include <cerrno>
#include <string_view>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMaxReceive = 16 * 1024;

}  // namespace

Result<std::unique_ptr<Stream>> CurlStream::open(std::unique_ptr<CurlTransfer> transfer, WaitableClock& clock,
                                                 const asio::any_io_executor& executor) {
  curl_socket_t fd = CURL_SOCKET_BAD;
  curl_easy_getinfo(transfer->handle(), CURLINFO_ACTIVESOCKET, &fd);
  if (fd == CURL_SOCKET_BAD) return fail(FailureKind::protocol, "connection closed by the server");
  asio::posix::stream_descriptor descriptor(executor);
  asio::error_code error;
  descriptor.assign(fd, error);
  if (error) return fail(FailureKind::protocol, "the connection cannot be watched: " + error.message());
  return std::unique_ptr<Stream>(new CurlStream(std::move(transfer), clock, std::move(descriptor)));
}

CurlStream::CurlStream(std::unique_ptr<CurlTransfer> transfer, WaitableClock& clock,
                       asio::posix::stream_descriptor descriptor)
    : transfer_(std::move(transfer)), clock_(clock), descriptor_(std::move(descriptor)) {}

CurlStream::~CurlStream() { descriptor_.release(); }

asio::awaitable<Result<void>> CurlStream::send(std::string bytes, SteadyTime deadline) {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    if (clock_.steady() >= deadline) co_return fail(FailureKind::timeout);
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(transfer_->handle(), rest.data(), rest.size(), &sent);
    rest.remove_prefix(sent);
    if (code == CURLE_OK) continue;
    if (code != CURLE_AGAIN) co_return std::unexpected(failure_of(code));
    if (auto ready = co_await wait_until_ready(Wait::wait_write, deadline); !ready) co_return ready;
  }
  co_return Result<void>{};
}

asio::awaitable<Result<std::string>> CurlStream::receive(SteadyTime deadline) {
  std::string bytes(kMaxReceive, '\0');
  for (;;) {
    if (clock_.steady() >= deadline) co_return fail(FailureKind::timeout);
    // Ask before waiting: bytes that TLS has decrypted already do not make the socket readable again.
    std::size_t received = 0;
    const CURLcode code = curl_easy_recv(transfer_->handle(), bytes.data(), bytes.size(), &received);
    if (code == CURLE_OK) {
      bytes.resize(received);
      co_return bytes;
    }
    if (code != CURLE_AGAIN) co_return std::unexpected(failure_of(code));
    if (auto ready = co_await wait_until_ready(Wait::wait_read, deadline); !ready)
      co_return std::unexpected(ready.error());
  }
}

asio::awaitable<Result<void>> CurlStream::wait_until_ready(Wait direction, SteadyTime deadline) {
  return with_deadline(clock_, deadline, wait_for(direction));
}

asio::awaitable<Result<void>> CurlStream::wait_for(Wait direction) {
  const auto [error] = co_await descriptor_.async_wait(direction, as_result);
  if (error == asio::error::operation_aborted) co_return fail(FailureKind::cancelled);
  if (error) co_return fail(FailureKind::protocol, error.message());
  co_return Result<void>{};
}

Failure CurlStream::failure_of(int code) const {
  long system_error = 0;
  curl_easy_getinfo(transfer_->handle(), CURLINFO_OS_ERRNO, &system_error);
  if (system_error == ECONNRESET || system_error == EPIPE) {
    return {.kind = FailureKind::refused, .detail = "connection reset"};
  }
  return {.kind = FailureKind::protocol,
          .detail = std::string("connection lost: ") + curl_easy_strerror(static_cast<CURLcode>(code))};
}

}  // namespace cutwatch::net
