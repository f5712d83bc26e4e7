// The pool's system calls: sending, reading, and what each error means.
#include "net/dns/udp_pool.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <sys/epoll.h>

namespace cutwatch::net {

void UdpPool::flush() {
  for (std::size_t i = 0; i < dirty_.size(); ++i)
    flush(*dirty_[i]);  // may grow: an error here lets another query go
  dirty_.clear();
  close_drained();
}

void UdpPool::flush(PoolSocket& socket) {
  while (!socket.unsent.empty()) {
    writes_.clear();
    const Stamp now = stamp();
    for (Transmission* transmission : socket.unsent) {
      if (writes_.is_full()) break;
      transmission->sent = now;
      writes_.add(transmission->to, transmission->query.octets());
    }
    const auto [sent, error] = writes_.write(socket.udp.handle.get());
    Transmission* const stuck = error == 0 ? nullptr : socket.unsent[sent];
    socket.unsent.erase(socket.unsent.begin(), socket.unsent.begin() + static_cast<std::ptrdiff_t>(sent));
    if (error == EAGAIN || error == ENOBUFS) return want_writable(socket, Writable::awaited);
    if (stuck != nullptr) on_send_error(socket, stuck, error);
  }
  want_writable(socket, Writable::not_awaited);
}

/// A socket with IP_RECVERR reports an earlier datagram's ICMP error at the next call, whatever that is
/// about: the queue says which one it was. Only when it persists is the error this transmission's own.
void UdpPool::on_send_error(PoolSocket& socket, Transmission* transmission, int error) {
  const bool may_be_of_another = error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH;
  if (may_be_of_another) {
    read_errors(socket);
    if (socket.unsent.empty() || socket.unsent.front() != transmission) return;
    writes_.clear();
    writes_.add(transmission->to, transmission->query.octets());
    error = writes_.write(socket.udp.handle.get()).error;
    if (error == 0) {
      socket.unsent.erase(socket.unsent.begin());
      return;
    }
  }
  const auto ended = end(transmission);
  ended->listener->on_undeliverable(*ended, {.kind = FailureKind::unreachable,
                                             .detail = "send: " + std::generic_category().message(error)});
}

void UdpPool::want_writable(PoolSocket& socket, Writable writable) {
  if (socket.writable == writable) return;
  socket.writable = writable;
  const std::uint32_t events = writable == Writable::awaited ? EPOLLIN | EPOLLOUT : EPOLLIN;
  epoll_event event{.events = events, .data = {.ptr = &socket}};
  epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, socket.udp.handle.get(), &event);
}

void UdpPool::read() {
  std::array<epoll_event, 64> events;
  const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    auto& socket = *static_cast<PoolSocket*>(event.data.ptr);
    if ((event.events & EPOLLERR) != 0) read_errors(socket);
    if ((event.events & EPOLLIN) != 0) read_datagrams(socket);
    if ((event.events & EPOLLOUT) != 0) flush(socket);
  }
}

void UdpPool::read_errors(PoolSocket& socket) {
  while (const auto error = take_icmp_error(socket.udp.handle.get())) {
    Transmission* about = error->id ? socket.find(*error->id) : socket.find(error->to);
    if (about == nullptr || about->to != error->to) continue;
    const auto ended = end(about);
    ended->listener->on_undeliverable(*ended, error->failure);
  }
  // A pending error with an empty queue would be reported for ever.
  int pending = 0;
  socklen_t size = sizeof pending;
  getsockopt(socket.udp.handle.get(), SOL_SOCKET, SO_ERROR, &pending, &size);
}

void UdpPool::read_datagrams(PoolSocket& socket) {
  const std::size_t count = reads_.read(socket.udp.handle.get());
  const Stamp now = stamp();  // one for all: they had all come when the kernel was asked
  for (std::size_t i = 0; i < count; ++i) on_datagram(socket, reads_.datagram(i), now);
}

void UdpPool::on_datagram(PoolSocket& socket, const Datagram& datagram, Stamp received) {
  if (datagram.octets.size() < 2) return on_unexpected(socket, datagram, nullptr);
  const auto id = static_cast<std::uint16_t>(datagram.octets[0] << 8 | datagram.octets[1]);
  Transmission* const found = socket.find(id);
  if (found == nullptr && socket.recent.has(id, datagram.from)) {
    ++strays_;
    return;
  }
  const auto match = found == nullptr || found->to != datagram.from
                         ? ReplyMatch::no
                         : match_reply(found->query, datagram.octets);
  if (match == ReplyMatch::no) return on_unexpected(socket, datagram, found);
  auto ended = end(found);
  if (datagram.is_cut) {
    ended->listener->on_cut_reply();
  } else {
    ended->listener->on_reply(*ended, datagram.octets, match, received);
  }
  recycle(std::move(ended));
}

/// Told to whom it was aimed at: the query with its id, else one to the server it pretends to be.
void UdpPool::on_unexpected(PoolSocket& socket, const Datagram& datagram, Transmission* same_id) {
  Transmission* const aimed_at = same_id != nullptr ? same_id : socket.find(datagram.from);
  if (aimed_at == nullptr) {
    ++strays_;
    return;
  }
  aimed_at->listener->on_unexpected();
}

}  // namespace cutwatch::net
