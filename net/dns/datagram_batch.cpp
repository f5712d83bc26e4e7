#include "net/dns/datagram_batch.hpp"

#include <algorithm>
#include <cerrno>

namespace cutwatch::net {

ReadBatch::ReadBatch()
    : memory_(std::make_unique_for_overwrite<std::array<std::uint8_t, kCapacity * kRoom>>()) {
  for (std::size_t i = 0; i < kCapacity; ++i) {
    rooms_[i] = {.iov_base = memory_->data() + i * kRoom, .iov_len = kRoom};
    headers_[i].msg_hdr.msg_iov = &rooms_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = from_[i].data();
  }
}

std::size_t ReadBatch::read(int socket) {
  for (auto& header : headers_) header.msg_hdr.msg_namelen = SocketAddress::capacity();
  const int count = recvmmsg(socket, headers_.data(), kCapacity, MSG_DONTWAIT, nullptr);
  return static_cast<std::size_t>(std::max(count, 0));
}

Datagram ReadBatch::datagram(std::size_t index) const {
  const auto& header = headers_[index];
  return {.from = from_[index],
          .octets = {memory_->data() + index * kRoom, header.msg_len},
          .is_cut = (header.msg_hdr.msg_flags & MSG_TRUNC) != 0};
}

void WriteBatch::add(const SocketAddress& to, std::span<const std::uint8_t> octets) {
  auto& header = headers_[size_].msg_hdr;
  // sendmmsg writes to neither, but its types do not say so.
  parts_[size_] = {.iov_base = const_cast<std::uint8_t*>(octets.data()), .iov_len = octets.size()};
  header = {};
  header.msg_iov = &parts_[size_];
  header.msg_iovlen = 1;
  header.msg_name = const_cast<sockaddr*>(to.data());
  header.msg_namelen = to.size();
  ++size_;
}

WriteBatch::Progress WriteBatch::write(int socket) {
  std::size_t sent = 0;
  while (sent < size_) {
    const int count =
        sendmmsg(socket, headers_.data() + sent, static_cast<unsigned>(size_ - sent), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {.sent = sent, .error = errno};
    sent += static_cast<std::size_t>(count);
  }
  return {.sent = sent, .error = 0};
}

}  // namespace cutwatch::net
