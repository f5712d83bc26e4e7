#include "core/dns/serial.hpp"

namespace cutwatch::dns {

bool is_behind(std::uint32_t serial, std::uint32_t other) {
  static constexpr std::uint32_t kHalfCircle = std::uint32_t{1} << 31;
  const std::uint32_t ahead = other - serial;
  return ahead > 0 && ahead < kHalfCircle;
}

}  // namespace cutwatch::dns
