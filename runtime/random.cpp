#include "runtime/random.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <sys/random.h>

namespace cutwatch {
namespace {

void fill(std::byte* to, std::size_t size) {
  while (size > 0) {
    const auto got = getrandom(to, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    to += got;
    size -= static_cast<std::size_t>(got);
  }
}

}  // namespace

template <class Unsigned>
Unsigned KernelRandom::take() {
  if (used_ + sizeof(Unsigned) > buffer_.size()) {
    fill(buffer_.data(), buffer_.size());
    used_ = 0;
  }
  Unsigned value;
  std::memcpy(&value, buffer_.data() + used_, sizeof value);
  std::memset(buffer_.data() + used_, 0, sizeof value);
  used_ += sizeof value;
  return value;
}

std::uint16_t KernelRandom::next16() { return take<std::uint16_t>(); }
std::uint32_t KernelRandom::next32() { return take<std::uint32_t>(); }
std::uint64_t KernelRandom::next64() { return take<std::uint64_t>(); }

std::uint32_t KernelRandom::below(std::uint32_t bound) {
  const std::uint32_t unbiased = UINT32_MAX - UINT32_MAX % bound;
  std::uint32_t value = next32();
  while (value >= unbiased) value = next32();
  return value % bound;
}

}  // namespace cutwatch
