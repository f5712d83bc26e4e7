#pragma once
#include "core/address/ip_address.hpp"

#include <optional>
#include <string>

namespace cutwatch::net {

/// Whom a TLS connection is made to. Its certificate must hold: there is no other way.
struct SecurePeer {
  Endpoint endpoint;                ///< Where it is dialled; no name is looked up.
  std::string host;                 ///< The name, or address in text, that the certificate must prove.
  std::string ca_file;              ///< PEM; empty: the certificates that the system trusts.
  std::optional<IpAddress> source;  ///< The address to leave from; none: the system's choice.
};

}  // namespace cutwatch::net
