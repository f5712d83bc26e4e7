#include "runtime/random.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <sys/random.h>

namespace cutwatch {

template <class Unsigned>
Unsigned Random::take() {
  if (used_ + sizeof(Unsigned) > buffer_.size()) {
    fill(buffer_);
    used_ = 0;
  }
  Unsigned value;
  std::memcpy(&value, buffer_.data() + used_, sizeof value);
  std::memset(buffer_.data() + used_, 0, sizeof value);
  used_ += sizeof value;
  return value;
}

std::uint16_t Random::next16() { return take<std::uint16_t>(); }
std::uint32_t Random::next32() { return take<std::uint32_t>(); }
std::uint64_t Random::next64() { return take<std::uint64_t>(); }

std::uint32_t Random::below(std::uint32_t bound) {
  const std::uint32_t unbiased = UINT32_MAX - UINT32_MAX % bound;
  std::uint32_t value = next32();
  while (value >= unbiased) value = next32();
  return value % bound;
}

void KernelRandom::fill(std::span<std::byte> buffer) {
  while (!buffer.empty()) {
    const auto got = getrandom(buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    buffer = buffer.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace cutwatch
