#pragma once
#include <string>
#include <variant>

namespace cutwatch::dns {

/// UDP, with TCP where it must be: readable, and answerable, by whoever is on the way.
struct PlainChannel {
  friend bool operator==(const PlainChannel&, const PlainChannel&) = default;
};

/// DNS over TLS (RFC 7858), in its strict profile (RFC 8310 §5): no answer without a proven certificate.
struct DotChannel {
  std::string tls_name;  ///< What the certificate must prove: a host name, or an address in text.
  std::string ca_file;   ///< PEM; empty: the certificates that the system trusts.
  friend bool operator==(const DotChannel&, const DotChannel&) = default;
};

/// DNS over HTTPS (RFC 8484), in wire format. The host of the URL is what the certificate must prove.
struct DohChannel {
  std::string url;
  std::string ca_file;
  friend bool operator==(const DohChannel&, const DohChannel&) = default;
};

/// How a server is spoken to. The address is fixed beside it: no name is ever looked up to reach a server.
using Channel = std::variant<PlainChannel, DotChannel, DohChannel>;

/// Nobody on the way can read or answer in the server's place.
inline bool is_authenticated(const Channel& channel) {
  return !std::holds_alternative<PlainChannel>(channel);
}

}  // namespace cutwatch::dns
