#pragma once
#include "core/address/ip_address.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// How a connection is secured: values of the config's `tls` keys.
enum class TlsMode : std::uint8_t {
  none,          ///< in clear
  when_offered,  ///< "try": STARTTLS where the server offers it
  starttls,      ///< STARTTLS or nothing
  implicit,      ///< TLS from the first byte (RFC 8314)
};

/// Which service of a server takes a message.
enum class Entrance : std::uint8_t {
  exchanger,   ///< As from another server: mail for its own domains (RFC 5321).
  submission,  ///< As from one of its users, who logs in: mail to anywhere (RFC 6409).
};

/// A user name and its password. The password is never printed: not in logs, not in errors, not by the API.
struct Credentials {
  std::string user;
  std::string password;
};

/// Where to connect and what to expect there. The address is dialled as it is, without any DNS query; `host`
/// is what the certificate must prove and what SNI names (RFC 6066 §3).
struct MailServer {
  std::string host;
  Endpoint endpoint;
  TlsMode tls = TlsMode::when_offered;
  std::optional<IpAddress> source;  ///< Leave from this address; the system's choice otherwise.
  std::string ca_file;              ///< Empty: the system's certificate store.
  bool is_certificate_required =
      true;  ///< False: an invalid certificate is noted, not an error (MX path, RFC 3207 §4.1).
  std::optional<Credentials> credentials;
};

}  // namespace cutwatch::mail
