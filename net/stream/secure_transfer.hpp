#pragma once
#include "net/stream/certificate_check.hpp"
#include "net/stream/curl_loop.hpp"
#include "net/stream/secure_peer.hpp"
#include "runtime/waitable_clock.hpp"

#include <array>
#include <memory>
#include <string>

namespace cutwatch::net {

/// One libcurl transfer whose connection goes to a fixed address and must prove its peer. Not thread-safe;
/// lives in its caller's coroutine.
class SecureTransfer {
 public:
  SecureTransfer(std::unique_ptr<CurlTransfer> transfer, SecurePeer peer);
  ~SecureTransfer();
  SecureTransfer(SecureTransfer&&) = delete;

  /// The easy handle (a `CURL*`), for what is particular to the caller.
  void* handle() const { return transfer_->handle(); }
  const SecurePeer& peer() const { return peer_; }

  /// Sets address, source, TLS and URL. Errors: malformed (a text that libcurl does not take).
  Result<void> prepare(const std::string& url);
  /// Runs it to its end, or to the deadline: then its connection is not used again. Errors: as
  /// `secure_failure` names them.
  asio::awaitable<Result<void>> run(WaitableClock& clock, SteadyTime deadline);
  /// The transfer, cut loose from this object.
  std::unique_ptr<CurlTransfer> take();

 private:
  struct List;
  Failure failure(int code) const;

  SecurePeer peer_;
  std::unique_ptr<List> connect_to_;
  std::array<char, 256> error_text_{};  // CURL_ERROR_SIZE
  CertificateCheck certificate_;
  std::unique_ptr<CurlTransfer> transfer_;
};

}  // namespace cutwatch::net
