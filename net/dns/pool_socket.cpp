#include "net/dns/pool_socket.hpp"

#include <algorithm>

namespace cutwatch::net {
namespace {

constexpr std::size_t kRemembered = 64;

}  // namespace

void RecentIds::add(std::uint16_t id, const SocketAddress& server) {
  if (ring_.size() < kRemembered) {
    ring_.push_back({id, server});
    return;
  }
  ring_[next_] = {id, server};
  next_ = (next_ + 1) % kRemembered;
}

bool RecentIds::has(std::uint16_t id, const SocketAddress& server) const {
  return std::ranges::any_of(ring_,
                             [&](const Entry& entry) { return entry.id == id && entry.server == server; });
}

Transmission* PoolSocket::find(std::uint16_t id) const {
  const auto found = std::ranges::find(ids, id);
  return found == ids.end() ? nullptr : in_flight[static_cast<std::size_t>(found - ids.begin())].get();
}

Transmission* PoolSocket::find(const SocketAddress& server) const {
  const auto found = std::ranges::find_if(in_flight, [&](const auto& other) { return other->to == server; });
  return found == in_flight.end() ? nullptr : found->get();
}

void PoolSocket::add(std::unique_ptr<Transmission> transmission) {
  ids.push_back(transmission->query.id());
  unsent.push_back(transmission.get());
  in_flight.push_back(std::move(transmission));
  ++uses;
}

std::unique_ptr<Transmission> PoolSocket::remove(const Transmission* transmission) {
  const auto place = static_cast<std::size_t>(std::ranges::find(ids, transmission->query.id()) - ids.begin());
  std::swap(ids[place], ids.back());
  ids.pop_back();
  std::swap(in_flight[place], in_flight.back());
  auto removed = std::move(in_flight.back());
  in_flight.pop_back();
  std::erase(unsent, removed.get());
  return removed;
}

}  // namespace cutwatch::net
