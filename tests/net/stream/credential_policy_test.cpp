#include "net/stream/credential_policy.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using mail::TlsMode;

namespace {

mail::MailServer server_at(const char* address, TlsMode tls) {
  return {.host = "mx.example.org",
          .endpoint = parse_endpoint(address, 25).value(),
          .tls = tls,
          .source = {},
          .ca_file = {},
          .is_certificate_required = false,
          .credentials = mail::Credentials{.user = "probe", .password = "secret"}};
}

}  // namespace

TEST_CASE("credentials make TLS and a proven certificate obligatory") {
  for (const auto& [asked, given] :
       {std::pair{TlsMode::when_offered, TlsMode::starttls}, std::pair{TlsMode::starttls, TlsMode::starttls},
        std::pair{TlsMode::implicit, TlsMode::implicit}}) {
    for (const char* address : {"192.0.2.1", "2001:db8::1"}) {
      const auto server = protect_credentials(server_at(address, asked));
      REQUIRE(server.has_value());
      CHECK(server->tls == given);
      CHECK(server->is_certificate_required);
    }
  }
  const auto refused = protect_credentials(server_at("192.0.2.1", TlsMode::none));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == FailureKind::tls);
}

TEST_CASE("on loopback, and without credentials, the config decides") {
  for (const TlsMode tls : {TlsMode::none, TlsMode::when_offered}) {
    for (const char* address : {"127.0.25.5", "[::1]", "192.0.2.1"}) {
      auto asked = server_at(address, tls);
      if (!asked.endpoint.address.is_loopback()) asked.credentials.reset();
      const auto server = protect_credentials(asked);
      REQUIRE(server.has_value());
      CHECK(server->tls == tls);
      CHECK_FALSE(server->is_certificate_required);
    }
  }
}
