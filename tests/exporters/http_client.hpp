#pragma once
#include "core/time/clock.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cutwatch::test {

/// A clock that tests set, read on any thread. Each reading may move it.
class SteppedClock final : public Clock {
 public:
  explicit SteppedClock(Millis step = Millis{0}) : step_(step) {}
  WallTime wall() const override { return WallTime{}; }
  SteadyTime steady() const override { return SteadyTime{} + Millis{now_.fetch_add(step_.count())}; }
  void advance(Millis by) { now_ += by.count(); }

 private:
  Millis step_;
  mutable std::atomic<std::int64_t> now_{1'000'000};
};

/// A raw connection to a port of 127.0.0.1. Reading gives up after ten seconds, so that a broken server fails
/// the test.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("cannot connect");
  }
  RawClient(RawClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient() {
    if (socket_ >= 0) close(socket_);
  }

  /// True when all could be sent: false once the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  /// All that comes until the server closes; "(nothing came)" behind it where the server does not.
  std::string rest() {
    std::string all;
    char buffer[4096];
    auto count = recv(socket_, buffer, sizeof buffer, 0);
    for (; count > 0; count = recv(socket_, buffer, sizeof buffer, 0)) {
      all.append(buffer, static_cast<std::size_t>(count));
    }
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) all += "(nothing came)";
    return all;
  }

 private:
  int socket_;
};

inline std::string get(std::uint16_t port, const std::string& path, const std::string& method = "GET",
                       const std::string& host = "localhost", const std::string& more = "") {
  RawClient client(port);
  client.send(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n");
  return client.rest();
}

}  // namespace cutwatch::test
