#pragma once
#include "net/stream/curl_loop.hpp"
#include "net/stream/stream.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/posix/stream_descriptor.hpp>

#include <memory>
#include <string>

namespace cutwatch::net {

/// The connection of a CONNECT_ONLY transfer that has ended well. Closing it sends nothing and never blocks:
/// parting in order (QUIT, LOGOUT) is the dialogue's task.
class CurlStream final : public Stream {
 public:
  /// Errors: protocol (the connection is gone already).
  static Result<std::unique_ptr<Stream>> open(std::unique_ptr<CurlTransfer> transfer, WaitableClock& clock,
                                              const asio::any_io_executor& executor);
  ~CurlStream() override;

  asio::awaitable<Result<void>> send(std::string bytes, SteadyTime deadline) override;
  asio::awaitable<Result<std::string>> receive(SteadyTime deadline) override;

 private:
  using Wait = asio::posix::descriptor_base::wait_type;
  CurlStream(std::unique_ptr<CurlTransfer> transfer, WaitableClock& clock,
             asio::posix::stream_descriptor descriptor);
  asio::awaitable<Result<void>> wait_until_ready(Wait direction, SteadyTime deadline);
  asio::awaitable<Result<void>> wait_for(Wait direction);
  Failure failure_of(int code) const;

  std::unique_ptr<CurlTransfer> transfer_;
  WaitableClock& clock_;
  asio::posix::stream_descriptor descriptor_;  ///< libcurl's: watched here, never closed.
};

}  // namespace cutwatch::net
