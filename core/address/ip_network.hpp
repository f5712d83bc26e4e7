#pragma once
#include "core/address/ip_address.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace cutwatch {

/// The addresses that share their first `prefix_length` bits; the bits behind them are zero.
struct IpNetwork {
  IpAddress address;
  std::uint8_t prefix_length;
  friend auto operator<=>(const IpNetwork&, const IpNetwork&) = default;
};

/// Whether it is a network of one address.
bool is_single(const IpNetwork& network);

/// An IPv4-mapped IPv6 address is the IPv4 one (`unmapped`).
bool contains(const IpNetwork& network, const IpAddress& address);

/// Whether one of them does.
bool contains(const std::vector<IpNetwork>& networks, const IpAddress& address);

/// "198.51.100.0/28".
std::string text_of(const IpNetwork& network);

}  // namespace cutwatch
