#pragma once
#include "net/stream/curl_loop.hpp"
#include "net/stream/mail_connector.hpp"
#include "runtime/waitable_clock.hpp"

#include <utility>

namespace cutwatch::net {

/// The connector of production: libcurl dials, greets, starts TLS and logs in, then hands the connection over
/// (CURLOPT_CONNECT_ONLY; docs/decisions/0020-connect-only-and-certificates.md). Belongs to the loop's
/// thread; loop and clock must outlive it. `on_phase` hears of SMTP only.
class CurlMailConnector final : public MailConnector {
 public:
  CurlMailConnector(CurlLoop& loop, WaitableClock& clock, PhaseListener on_phase = {})
      : loop_(loop), clock_(clock), on_phase_(std::move(on_phase)) {}

  asio::awaitable<Connection> connect(mail::MailServer server, MailProtocol protocol, std::string ehlo_name,
                                      SteadyTime deadline) override;
  std::optional<IpAddress> leaves_from(const mail::MailServer& server) const override;

 private:
  CurlLoop& loop_;
  WaitableClock& clock_;
  PhaseListener on_phase_;
};

}  // namespace cutwatch::net
