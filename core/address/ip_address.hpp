#pragma once
#include "core/failure/failure.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace cutwatch {

/// An IPv4 or IPv6 address without zone or prefix. A value: ordered, comparable, hash-free.
class IpAddress {
 public:
  enum class Family : std::uint8_t { v4, v6 };

  /// "192.0.2.1" or "2001:db8::1". Errors: malformed.
  static Result<IpAddress> parse(std::string_view text);
  static IpAddress v4(std::array<std::uint8_t, 4> octets);
  static IpAddress v6(std::array<std::uint8_t, 16> octets);

  Family family() const { return family_; }
  bool is_v4() const { return family_ == Family::v4; }
  /// 127.0.0.0/8 or ::1 (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3).
  bool is_loopback() const;
  /// The octets in network order; an IPv4 address uses the first four.
  const std::array<std::uint8_t, 16>& octets() const { return octets_; }
  std::string text() const;

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  IpAddress(Family family, std::array<std::uint8_t, 16> octets) : family_(family), octets_(octets) {}
  Family family_;
  std::array<std::uint8_t, 16> octets_;
};

/// The IPv4 address inside an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2); any other as it is.
IpAddress unmapped(const IpAddress& address);

/// An address and a port.
struct Endpoint {
  IpAddress address;
  std::uint16_t port;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// "192.0.2.1", "192.0.2.1:5353", "2001:db8::1" or "[2001:db8::1]:5353". Errors: malformed.
Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port);

/// The form `parse_endpoint` reads: "192.0.2.1:53", "[2001:db8::1]:53".
std::string to_string(const Endpoint& endpoint);

}  // namespace cutwatch
