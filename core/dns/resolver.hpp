#pragma once
#include "core/address/ip_address.hpp"
#include "core/dns/channel.hpp"

#include <string>
#include <string_view>

namespace cutwatch::dns {

/// Who runs the resolvers that the host itself is set up with.
inline constexpr std::string_view kLocalOperator = "local";

/// A recursive resolver that is asked, one address of it.
struct Resolver {
  std::string id;  ///< The value of the `resolver` label: printable ASCII, unique in the agent.
  Endpoint endpoint;
  std::string operator_id;  ///< Who runs it: one operator counts once in the propagation ratio.
  double weight = 1;        ///< How much the operator counts there.
  Channel channel = PlainChannel{};
  bool is_operator_assumed = false;  ///< Nobody said who runs it: the id stands for an operator.
  friend bool operator==(const Resolver&, const Resolver&) = default;
};

/// One authoritative name server, one address of it.
struct NameServer {
  std::string name;  ///< The value of the `nameserver` label: "ns1.example.org."
  Endpoint endpoint;
  friend auto operator<=>(const NameServer&, const NameServer&) = default;
};

}  // namespace cutwatch::dns
