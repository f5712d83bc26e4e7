#include "core/address/ip_network.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch {
namespace {

constexpr std::uint8_t kWholeV4 = 32;
constexpr std::uint8_t kWholeV6 = 128;

std::uint8_t whole(const IpAddress& address) { return address.is_v4() ? kWholeV4 : kWholeV6; }

}  // namespace

bool is_single(const IpNetwork& network) { return network.prefix_length == whole(network.address); }

bool contains(const IpNetwork& network, const IpAddress& address) {
  const auto plain = unmapped(address);
  if (plain.family() != network.address.family()) return false;
  const auto& ours = network.address.octets();
  const auto& theirs = plain.octets();
  const auto bits = std::min(network.prefix_length, whole(plain));
  const auto octets = static_cast<std::size_t>(bits / 8);
  if (!std::equal(ours.begin(), ours.begin() + bits / 8, theirs.begin())) return false;
  const unsigned left = bits % 8;
  return left == 0 || ((ours.at(octets) ^ theirs.at(octets)) >> (8 - left)) == 0;
}

bool contains(const std::vector<IpNetwork>& networks, const IpAddress& address) {
  return std::ranges::any_of(networks, [&](const IpNetwork& each) { return contains(each, address); });
}

std::string text_of(const IpNetwork& network) {
  return fmt::format("{}/{}", network.address.text(), network.prefix_length);
}

}  // namespace cutwatch
