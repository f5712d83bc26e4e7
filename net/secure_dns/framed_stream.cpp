#include "net/secure_dns/framed_stream.hpp"

#include "runtime/task.hpp"

namespace cutwatch::net {
namespace {

constexpr std::size_t kPrefix = 2;

std::size_t octet(char c) { return static_cast<unsigned char>(c); }

}  // namespace

Task<Result<void>> FramedStream::send(std::span<const std::uint8_t> message, SteadyTime deadline) {
  std::string framed{static_cast<char>(message.size() >> 8), static_cast<char>(message.size() & 0xff)};
  framed.append(message.begin(), message.end());
  return stream_->send(std::move(framed), deadline);
}

Task<Result<std::vector<std::uint8_t>>> FramedStream::receive(SteadyTime deadline) {
  if (auto prefix = co_await fill(kPrefix, deadline); !prefix) co_return std::unexpected(prefix.error());
  const std::size_t end = kPrefix + (octet(buffer_[0]) << 8 | octet(buffer_[1]));
  if (auto whole = co_await fill(end, deadline); !whole) co_return std::unexpected(whole.error());
  std::vector<std::uint8_t> message(buffer_.begin() + kPrefix,
                                    buffer_.begin() + static_cast<std::ptrdiff_t>(end));
  buffer_.erase(0, end);
  co_return message;
}

Task<Result<void>> FramedStream::fill(std::size_t size, SteadyTime deadline) {
  while (buffer_.size() < size) {
    auto more = co_await stream_->receive(deadline);
    if (!more) co_return std::unexpected(more.error());
    if (more->empty() && buffer_.empty())
      co_return fail(FailureKind::refused, "the server closed the connection");
    if (more->empty())
      co_return fail(FailureKind::malformed, "the server closed the connection inside a message");
    buffer_ += *more;
  }
  co_return Result<void>{};
}

}  // namespace cutwatch::net
