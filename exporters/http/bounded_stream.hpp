#pragma once
#include "core/time/clock.hpp"

#include <httplib.h>

#include <cstddef>
#include <optional>
#include <string>

// cpp-httplib 0.11.4 takes what a client sends without any bound, and waits per read only: 64 clients that
// send a header line a second block it for good, and endless headers grow it by hundreds of megabytes (both
// measured). This stream is the seam that stops them: one deadline and one budget of bytes for a whole
// request, and one deadline for taking the whole response. How long we take to make it is not the client's
// fault, and counts for neither.
namespace cutwatch::exporters {

/// What one connection may use up.
struct ConnectionLimits {
  SteadyTime deadline;        ///< For the request.
  std::size_t request_bytes;  ///< Of the request.
  Millis response{1000};      ///< For taking the response, from its first octet on.
};

/// A connected socket within limits. Past a deadline nothing is waited for: a read gives what has come, a
/// write takes what there is room for, and fails where there is nothing. Does not own the socket.
class BoundedStream final : public httplib::Stream {
 public:
  BoundedStream(socket_t socket, const Clock& clock, ConnectionLimits limits);

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* to, size_t size) override;
  ssize_t write(const char* from, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  bool wait_for(short events, SteadyTime deadline) const;
  socket_t socket_;
  const Clock& clock_;
  ConnectionLimits limits_;
  std::optional<SteadyTime> response_deadline_;  ///< Once the response has begun.
  std::string buffer_;
  std::size_t read_from_buffer_ = 0;
};

}  // namespace cutwatch::exporters
