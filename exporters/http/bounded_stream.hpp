#pragma once
#include "core/time/clock.hpp"

#include <httplib.h>

#include <cstddef>
#include <string>

// cpp-httplib 0.11.4 takes what a client sends without any bound, and waits per read only: 64 clients that
// send a header line a second block it for good, and endless headers grow it by hundreds of megabytes (both
// measured). This stream is the seam that stops them: one deadline and one budget of bytes for a whole
// request.
namespace cutwatch::exporters {

/// What one connection may use up.
struct ConnectionLimits {
  SteadyTime deadline;
  std::size_t request_bytes;
};

/// A connected socket within limits; past them every read and write fails. Does not own the socket.
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
  bool wait_for(short events) const;
  socket_t socket_;
  const Clock& clock_;
  ConnectionLimits limits_;
  std::string buffer_;
  std::size_t read_from_buffer_ = 0;
};

}  // namespace cutwatch::exporters
