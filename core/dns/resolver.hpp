#pragma once
#include "core/address/ip_address.hpp"

#include <string>

namespace cutwatch::dns {

/// A recursive resolver that is asked, one address of it.
struct Resolver {
  std::string id;  ///< The value of the `resolver` label: printable ASCII, unique in the agent.
  Endpoint endpoint;
  std::string operator_id;  ///< Who runs it: one operator counts once in the propagation ratio.
  double weight = 1;        ///< How much the operator counts there.
  friend bool operator==(const Resolver&, const Resolver&) = default;
};

/// One authoritative name server, one address of it.
struct NameServer {
  std::string name;  ///< The value of the `nameserver` label: "ns1.example.org."
  Endpoint endpoint;
  friend auto operator<=>(const NameServer&, const NameServer&) = default;
};

}  // namespace cutwatch::dns
