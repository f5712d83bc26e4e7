#pragma once
#include "net/dns/socket_address.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <sys/socket.h>
#include <sys/uio.h>

namespace cutwatch::net {

/// One datagram in a batch's own memory: valid until the batch's next read.
struct Datagram {
  SocketAddress from;
  std::span<const std::uint8_t> octets;
  bool is_cut = false;  ///< It was longer than the room for it.
};

/// Reads many datagrams in one system call: two thirds of a query's price is system calls.
class ReadBatch {
 public:
  static constexpr std::size_t kCapacity = 32;
  /// More than any path carries whole. Not a power of two: rooms a page apart would fight for the same
  /// cache lines.
  static constexpr std::size_t kRoom = 33 * 64;

  ReadBatch();
  /// Fills itself from a non-blocking socket; the number read, 0 when there is none. Errors of the socket
  /// count as none.
  std::size_t read(int socket);
  Datagram datagram(std::size_t index) const;

 private:
  std::unique_ptr<std::array<std::uint8_t, kCapacity * kRoom>> memory_;
  std::array<SocketAddress, kCapacity> from_;
  std::array<iovec, kCapacity> rooms_{};
  std::array<mmsghdr, kCapacity> headers_{};
};

/// Sends many datagrams in one system call.
class WriteBatch {
 public:
  static constexpr std::size_t kCapacity = 32;

  void clear() { size_ = 0; }
  bool is_full() const { return size_ == kCapacity; }
  /// Both must stay where they are until `write`.
  void add(const SocketAddress& to, std::span<const std::uint8_t> octets);

  struct Progress {
    std::size_t sent;  ///< From the front of the batch.
    int error;         ///< errno of the first that was not sent; 0 when all were.
  };
  Progress write(int socket);

 private:
  std::array<iovec, kCapacity> parts_{};
  std::array<mmsghdr, kCapacity> headers_{};
  std::size_t size_ = 0;
};

}  // namespace cutwatch::net
