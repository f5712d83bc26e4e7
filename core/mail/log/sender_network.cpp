#include "core/mail/log/sender_network.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

void add(SenderNetworks& senders, const IpNetwork& network, const SenderNetwork& more) {
  const bool has_place = senders.known.size() < kMostSenders || senders.known.contains(network);
  if (has_place) {
    auto& sender = senders.known[network];
    sender = merged(std::move(sender), more);
    return;
  }
  senders.others = merged(std::move(senders.others), more);
  senders.others.name.clear();
}

SenderNetwork shifted(SenderNetwork sender, Millis by) {
  if (sender.first) *sender.first += by;
  if (sender.last) *sender.last += by;
  return sender;
}

}  // namespace

SenderNetwork merged(SenderNetwork earlier, const SenderNetwork& later) {
  earlier.messages += later.messages;
  earlier.before += later.before;
  if (!earlier.first || (later.first && *later.first < *earlier.first)) earlier.first = later.first;
  earlier.last = std::max(earlier.last, later.last);
  if (!later.name.empty()) earlier.name = later.name;
  return earlier;
}

IpNetwork sender_network_of(const IpAddress& address) {
  const auto plain = unmapped(address);
  const std::size_t kept = plain.is_v4() ? 3 : 6;
  auto octets = plain.octets();
  std::fill(octets.begin() + static_cast<std::ptrdiff_t>(kept), octets.end(), std::uint8_t{0});
  if (plain.is_v4())
    return {.address = IpAddress::v4({octets[0], octets[1], octets[2], 0}), .prefix_length = 24};
  return {.address = IpAddress::v6(octets), .prefix_length = 48};
}

void add_sender(SenderNetworks& senders, std::string_view address, const SenderNetwork& more) {
  if (const auto parsed = IpAddress::parse(address)) return add(senders, sender_network_of(*parsed), more);
  senders.others = merged(std::move(senders.others), more);
  senders.others.name.clear();
}

SenderNetworks merged(SenderNetworks earlier, const SenderNetworks& later) {
  for (const auto& [network, sender] : later.known) add(earlier, network, sender);
  earlier.others = merged(std::move(earlier.others), later.others);
  return earlier;
}

SenderNetworks shifted(SenderNetworks senders, Millis by) {
  for (auto& [network, sender] : senders.known) sender = shifted(std::move(sender), by);
  senders.others = shifted(std::move(senders.others), by);
  return senders;
}

}  // namespace cutwatch::mail
