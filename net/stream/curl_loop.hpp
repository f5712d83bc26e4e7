#pragma once
#include "core/failure/failure.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <memory>

namespace cutwatch::net {

class CurlCore;

/// One libcurl transfer. It belongs to its loop from `run` until it is destroyed: a CONNECT_ONLY connection
/// can be used only as long as its handle stays there. Not thread-safe: belongs to the loop's thread.
class CurlTransfer {
 public:
  explicit CurlTransfer(std::shared_ptr<CurlCore> core);
  ~CurlTransfer();
  CurlTransfer(CurlTransfer&&) = delete;

  /// The easy handle (a `CURL*`) to set options on before `run`, and to ask afterwards. Never null.
  void* handle() const { return handle_; }

  /// Runs the transfer to its end; once per transfer. The value is libcurl's `CURLcode`.
  /// Errors: cancelled (the loop was stopped, or the waiting coroutine cancelled).
  asio::awaitable<Result<int>> run();

 private:
  std::shared_ptr<CurlCore> core_;
  void* handle_;
};

/// libcurl's multi interface on an Asio executor that runs in one thread: one loop per io_context. Transfers
/// keep what they need alive, so they may outlive the loop; they then end as cancelled.
class CurlLoop {
 public:
  /// Throws std::runtime_error when libcurl cannot start (start-up only).
  explicit CurlLoop(asio::any_io_executor executor);
  ~CurlLoop();
  CurlLoop(CurlLoop&&) = delete;

  std::unique_ptr<CurlTransfer> new_transfer();

  /// Ends every transfer that still runs, and every one that starts later, as cancelled.
  void stop();

 private:
  std::shared_ptr<CurlCore> core_;
};

}  // namespace cutwatch::net
