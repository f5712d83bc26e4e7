#include "net/stream/credential_policy.hpp"

#include <utility>

namespace cutwatch::net {

using mail::TlsMode;

Result<mail::MailServer> protect_credentials(mail::MailServer server) {
  if (!server.credentials || server.endpoint.address.is_loopback()) return server;
  if (server.tls == TlsMode::none) {
    return fail(FailureKind::tls, server.host + " (" + to_string(server.endpoint) +
                                      "): a log-in without TLS is allowed to loopback only");
  }
  server.is_certificate_required = true;
  if (server.tls == TlsMode::when_offered) server.tls = TlsMode::starttls;
  return server;
}

}  // namespace cutwatch::net
