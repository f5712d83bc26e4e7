#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/mail_server.hpp"

namespace cutwatch::net {

/// The server as it may be dialled: a password sent to whoever answers is a password lost, so credentials
/// make TLS and its proof obligatory, whatever else is configured; only towards a loopback address (RFC 1122
/// §3.2.1.3) they may go in clear. Without credentials nothing changes. Errors: tls (credentials, but no
/// TLS).
Result<mail::MailServer> protect_credentials(mail::MailServer server);

}  // namespace cutwatch::net
