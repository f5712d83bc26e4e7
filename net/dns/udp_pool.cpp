#include "net/dns/udp_pool.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <new>
#include <system_error>
#include <type_traits>

#include <sys/epoll.h>

namespace cutwatch::net {
namespace {

constexpr std::size_t kSparesKept = 512;

}  // namespace

UdpPool::UdpPool(UdpPoolOptions options, Random& random, const Clock& clock)
    : options_(std::move(options)),
      random_(random),
      clock_(clock),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      v4_(options_.sockets),
      v6_(options_.sockets) {
  if (epoll_.get() < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

UdpPool::~UdpPool() = default;

Result<Transmission*> UdpPool::send(const Endpoint& to, const DnsQuery& query, Edns edns,
                                    UdpListener& listener, SteadyTime now) {
  const auto socket = pick(to, now);
  if (!socket) return std::unexpected(socket.error());
  const QuerySecrets secrets{.id = free_id(**socket), .case_bits = random_.next64()};
  const auto fresh = [&] {
    return Transmission{.query = EncodedQuery(query, secrets, edns),
                        .to = SocketAddress(to),
                        .listener = &listener,
                        .socket = *socket};
  };
  std::unique_ptr<Transmission> taken;
  if (spare_.empty()) {
    taken = std::make_unique<Transmission>(fresh());
  } else {
    taken = std::move(spare_.back());
    spare_.pop_back();
    static_assert(std::is_trivially_destructible_v<Transmission>);
    new (taken.get()) Transmission(fresh());  // written in place: it is mostly the query's octets
  }
  Transmission* const transmission = taken.get();
  if ((*socket)->unsent.empty()) dirty_.push_back(*socket);
  (*socket)->add(std::move(taken));
  ++in_flight_;
  return transmission;
}

/// A random socket; the next one where that is full.
Result<PoolSocket*> UdpPool::pick(const Endpoint& to, SteadyTime now) {
  auto& slots = slots_of(to);
  const std::size_t first = random_.below(static_cast<std::uint32_t>(slots.size()));
  for (std::size_t i = 0; i < slots.size(); ++i) {
    auto socket = usable(slots[(first + i) % slots.size()], to.address.family(), now);
    if (!socket || (*socket)->in_flight.size() < options_.in_flight_per_socket) return socket;
  }
  return fail(FailureKind::limited, "all sockets have as much in flight as they may");
}

/// The socket of a slot, opened when it is not yet, replaced when it is worn.
Result<PoolSocket*> UdpPool::usable(std::unique_ptr<PoolSocket>& slot, IpAddress::Family family,
                                    SteadyTime now) {
  const bool is_worn =
      slot && (slot->uses >= options_.uses_per_port || now - slot->opened >= options_.life_of_port);
  if (slot && !is_worn) return slot.get();
  auto fresh = open(family, now);
  if (!fresh && !slot) return std::unexpected(fresh.error());
  if (!fresh) return slot.get();  // a worn port is better than no answer
  if (slot) draining_.push_back(std::move(slot));
  slot = *std::move(fresh);
  return slot.get();
}

std::optional<IpAddress> UdpPool::source(IpAddress::Family family) {
  std::vector<IpAddress> sources;
  std::ranges::copy_if(options_.sources, std::back_inserter(sources),
                       [&](const IpAddress& source) { return source.family() == family; });
  if (sources.empty()) return std::nullopt;
  return sources[random_.below(static_cast<std::uint32_t>(sources.size()))];
}

Result<std::unique_ptr<PoolSocket>> UdpPool::open(IpAddress::Family family, SteadyTime now) {
  auto udp = open_udp_socket(family, source(family), random_);
  if (!udp) return std::unexpected(std::move(udp).error());
  auto socket = std::make_unique<PoolSocket>(PoolSocket{.udp = *std::move(udp), .opened = now});
  epoll_event event{.events = EPOLLIN, .data = {.ptr = socket.get()}};
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket->udp.handle.get(), &event) != 0) {
    return fail(FailureKind::limited, "no room to watch another socket");
  }
  return socket;
}

std::uint16_t UdpPool::free_id(const PoolSocket& socket) {
  std::uint16_t id = random_.next16();
  while (socket.find(id) != nullptr) id = random_.next16();
  return id;
}

std::unique_ptr<Transmission> UdpPool::end(Transmission* transmission) {
  --in_flight_;
  return transmission->socket->remove(transmission);
}

void UdpPool::release(Transmission* transmission) {
  transmission->socket->recent.add(transmission->query.id(), transmission->to);
  recycle(end(transmission));
}

void UdpPool::recycle(std::unique_ptr<Transmission> transmission) {
  if (spare_.size() < kSparesKept) spare_.push_back(std::move(transmission));
}

void UdpPool::close_drained() {
  // Closing takes the socket out of the epoll set: nothing else holds its descriptor.
  std::erase_if(draining_, [](const auto& socket) { return socket->in_flight.empty(); });
}

std::vector<std::uint16_t> UdpPool::ports() const {
  std::vector<std::uint16_t> ports;
  for (const auto* slots : {&v4_, &v6_, &draining_}) {
    for (const auto& socket : *slots) {
      if (socket) ports.push_back(socket->udp.port);
    }
  }
  return ports;
}

}  // namespace cutwatch::net
