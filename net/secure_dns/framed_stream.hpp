#pragma once
#include "net/stream/stream.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cutwatch::net {

/// DNS messages over a stream, each behind its length in two octets (RFC 7858 §3.3, RFC 1035 §4.2.2).
class FramedStream {
 public:
  explicit FramedStream(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}

  /// Length and message in one piece (RFC 7766 §8). Errors: as the stream's.
  asio::awaitable<Result<void>> send(std::span<const std::uint8_t> message, SteadyTime deadline);
  /// The next message. The deadline bounds all of it: an octet now and then gains a peer nothing. Errors: as
  /// the stream's · refused (closed between two messages) · malformed (closed inside one).
  asio::awaitable<Result<std::vector<std::uint8_t>>> receive(SteadyTime deadline);

  /// Something came that no `receive` has given back.
  bool has_rest() const { return !buffer_.empty(); }

 private:
  asio::awaitable<Result<void>> fill(std::size_t size, SteadyTime deadline);

  std::unique_ptr<Stream> stream_;
  std::string buffer_;
};

}  // namespace cutwatch::net
