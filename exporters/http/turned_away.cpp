#include "exporters/http/turned_away.hpp"

#include <array>
#include <cerrno>
#include <string_view>

#include <sys/socket.h>
#include <unistd.h>

namespace cutwatch::exporters {
namespace {

constexpr Millis kPatience{1000};
constexpr int kReadsASweep = 4;

// A connection is served for a second at most: by then there is room.
constexpr std::string_view kBusy =
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Retry-After: 1\r\n"
    "Connection: close\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Cache-Control: no-store\r\n"
    "Content-Length: 50\r\n"
    "\r\n"
    "too many connections at a time; come again in 1 s\n";

/// Reads past what the client still sends; true once it has closed.
bool has_closed(int socket) {
  std::array<char, 4096> ignored;
  for (int i = 0; i < kReadsASweep; ++i) {
    const auto size = recv(socket, ignored.data(), ignored.size(), MSG_DONTWAIT);
    if (size == 0) return true;
    if (size < 0) return errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
  }
  return false;
}

}  // namespace

TurnedAway::~TurnedAway() {
  for (const auto& connection : connections_) close(connection.socket);
}

void TurnedAway::take(int socket) {
  // A new connection's buffer has room for it; where it has none, the client goes without.
  send(socket, kBusy.data(), kBusy.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown(socket, SHUT_WR);
  connections_.push_back({.socket = socket, .last = clock_.steady() + kPatience});
  if (connections_.size() <= kMost) return;
  close(connections_.front().socket);
  connections_.pop_front();
}

void TurnedAway::sweep() {
  if (connections_.empty()) return;
  const SteadyTime now = clock_.steady();
  std::erase_if(connections_, [&](const Connection& connection) {
    if (now < connection.last && !has_closed(connection.socket)) return false;
    close(connection.socket);
    return true;
  });
}

}  // namespace cutwatch::exporters
