#pragma once
#include "core/address/ip_network.hpp"
#include "core/time/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

// Which networks hand mail for the domain to a server: whose resolvers lead there.
namespace cutwatch::mail {

/// What strangers of one network handed in.
struct SenderNetwork {
  std::uint64_t messages = 0;
  std::uint64_t before = 0;  ///< Of those, accepted before the switch, as it was known when they were read.
  std::optional<WallTime> first{};
  std::optional<WallTime> last{};
  std::string name{};  ///< By reverse lookup, the last that was told; printable and bounded. Empty: none.
  friend bool operator==(const SenderNetwork&, const SenderNetwork&) = default;
};

/// Both together, `later` read after `earlier`. Pure.
SenderNetwork merged(SenderNetwork earlier, const SenderNetwork& later);

/// Counts by network, the first `kMostSenders` of them apart.
struct SenderNetworks {
  std::map<IpNetwork, SenderNetwork> known{};
  SenderNetwork others{};  ///< Those beyond, and those whose address is not told, together; without a name.
  friend bool operator==(const SenderNetworks&, const SenderNetworks&) = default;
};

inline constexpr std::size_t kMostSenders = 1024;

/// Of an IPv4 address 24 bits, of an IPv6 address 48: what one sender usually has. Pure.
IpNetwork sender_network_of(const IpAddress& address);

/// Adds what the host at this address handed in; one that is no address counts with the others.
void add_sender(SenderNetworks& senders, std::string_view address, const SenderNetwork& more);

/// Both together, `later` read after `earlier`. Pure.
SenderNetworks merged(SenderNetworks earlier, const SenderNetworks& later);

/// With all instants moved. Pure.
SenderNetworks shifted(SenderNetworks senders, Millis by);

}  // namespace cutwatch::mail
