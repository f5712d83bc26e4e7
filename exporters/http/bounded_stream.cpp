#include "exporters/http/bounded_stream.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

namespace cutwatch::exporters {
namespace {

constexpr std::size_t kReadAhead = 4096;

void split(const sockaddr_storage& from, std::string& ip, int& port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (from.ss_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&from);
    inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
    port = ntohs(v4->sin_port);
  } else if (from.ss_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&from);
    inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size());
    port = ntohs(v6->sin6_port);
  }
  ip = text.data();
}

}  // namespace

BoundedStream::BoundedStream(socket_t socket, const Clock& clock, ConnectionLimits limits)
    : socket_(socket), clock_(clock), limits_(limits) {}

bool BoundedStream::wait_for(short events, SteadyTime deadline) const {
  const auto left = std::max(Millis{0}, std::chrono::duration_cast<Millis>(deadline - clock_.steady()));
  pollfd waiting{.fd = socket_, .events = events, .revents = 0};
  return poll(&waiting, 1, static_cast<int>(left.count())) > 0;
}

bool BoundedStream::is_readable() const {
  return read_from_buffer_ < buffer_.size() || wait_for(POLLIN, limits_.deadline);
}

bool BoundedStream::is_writable() const {
  return wait_for(POLLOUT, response_deadline_.value_or(clock_.steady() + limits_.response));
}

// httplib asks for one byte at a time while it reads headers: each would be a system call without this
// buffer.
ssize_t BoundedStream::read(char* to, size_t size) {
  if (read_from_buffer_ == buffer_.size()) {
    const std::size_t wanted = std::min(kReadAhead, limits_.request_bytes);
    if (wanted == 0 || !wait_for(POLLIN, limits_.deadline)) return -1;
    buffer_.resize(wanted);
    const auto got = recv(socket_, buffer_.data(), buffer_.size(), 0);
    buffer_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    read_from_buffer_ = 0;
    if (got <= 0) return got;
    limits_.request_bytes -= buffer_.size();
  }
  const auto count = std::min(size, buffer_.size() - read_from_buffer_);
  std::copy_n(buffer_.data() + read_from_buffer_, count, to);
  read_from_buffer_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t BoundedStream::write(const char* from, size_t size) {
  if (!response_deadline_) response_deadline_ = clock_.steady() + limits_.response;
  if (!is_writable()) return -1;
  return send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void BoundedStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getpeername(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0) split(address, ip, port);
}

void BoundedStream::get_local_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0) split(address, ip, port);
}

}  // namespace cutwatch::exporters
