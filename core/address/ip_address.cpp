#include "core/address/ip_address.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

namespace cutwatch {
namespace {

Result<std::uint16_t> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (ec != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65535) {
    return fail(FailureKind::malformed,
                fmt::format("expected a port from 1 to 65535, got \"{}\"", printable(text)));
  }
  return static_cast<std::uint16_t>(port);
}

Result<Endpoint> join(std::string_view address, std::string_view port) {
  const auto parsed_address = IpAddress::parse(address);
  if (!parsed_address) return std::unexpected(parsed_address.error());
  const auto parsed_port = parse_port(port);
  if (!parsed_port) return std::unexpected(parsed_port.error());
  return Endpoint{*parsed_address, *parsed_port};
}

}  // namespace

Result<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  std::array<std::uint8_t, 16> octets{};
  const bool has_nul = text.contains('\0');  // inet_pton would read no further
  if (!has_nul && inet_pton(AF_INET, terminated.c_str(), octets.data()) == 1) {
    return IpAddress(Family::v4, octets);
  }
  if (!has_nul && inet_pton(AF_INET6, terminated.c_str(), octets.data()) == 1)
    return IpAddress(Family::v6, octets);
  return fail(FailureKind::malformed, fmt::format("expected an IP address, got \"{}\"", printable(text)));
}

IpAddress IpAddress::v4(std::array<std::uint8_t, 4> octets) {
  std::array<std::uint8_t, 16> wide{};
  std::ranges::copy(octets, wide.begin());
  return {Family::v4, wide};
}

IpAddress IpAddress::v6(std::array<std::uint8_t, 16> octets) { return {Family::v6, octets}; }

bool IpAddress::is_loopback() const {
  if (is_v4()) return octets_[0] == 127;
  return std::all_of(octets_.begin(), octets_.end() - 1, [](auto octet) { return octet == 0; }) &&
         octets_[15] == 1;
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(is_v4() ? AF_INET : AF_INET6, octets_.data(), buffer.data(), buffer.size());
  return buffer.data();
}

IpAddress unmapped(const IpAddress& address) {
  static constexpr std::size_t kPrefix = 12;
  const auto& octets = address.octets();
  const bool is_mapped =
      !address.is_v4() && octets[10] == 0xff && octets[11] == 0xff &&
      std::all_of(octets.begin(), octets.begin() + 10, [](auto each) { return each == 0; });
  if (!is_mapped) return address;
  std::array<std::uint8_t, 4> inner{};
  std::copy(octets.begin() + kPrefix, octets.end(), inner.begin());
  return IpAddress::v4(inner);
}

Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos || (close + 1 < text.size() && text[close + 1] != ':')) {
      return fail(FailureKind::malformed, fmt::format("expected [IPV6]:PORT, got \"{}\"", printable(text)));
    }
    const auto inner = text.substr(1, close - 1);
    if (close + 1 == text.size()) return join(inner, std::to_string(default_port));
    return join(inner, text.substr(close + 2));
  }
  const auto colon = text.find(':');
  const bool has_port =
      colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  if (has_port) return join(text.substr(0, colon), text.substr(colon + 1));
  return join(text, std::to_string(default_port));
}

std::string to_string(const Endpoint& endpoint) {
  return fmt::format(fmt::runtime(endpoint.address.is_v4() ? "{}:{}" : "[{}]:{}"), endpoint.address.text(),
                     endpoint.port);
}

}  // namespace cutwatch
