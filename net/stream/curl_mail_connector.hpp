#pragma once
#include "net/stream/curl_loop.hpp"
#include "net/stream/mail_connector.hpp"
#include "runtime/waitable_clock.hpp"

namespace cutwatch::net {

/// The connector of production: libcurl dials, greets, starts TLS and logs in, then hands the connection over
/// (CURLOPT_CONNECT_ONLY; docs/decisions/0020-connect-only-and-certificates.md). Belongs to the loop's
/// thread; both arguments must outlive it.
class CurlMailConnector final : public MailConnector {
 public:
  CurlMailConnector(CurlLoop& loop, WaitableClock& clock) : loop_(loop), clock_(clock) {}

  asio::awaitable<Connection> connect(mail::MailServer server, MailProtocol protocol, std::string ehlo_name,
                                      SteadyTime deadline) override;

 private:
  CurlLoop& loop_;
  WaitableClock& clock_;
};

}  // namespace cutwatch::net
