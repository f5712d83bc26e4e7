#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace cutwatch {

/// Unpredictable numbers from the kernel's generator, drawn 4 KB at a time: one system call per draw costs
/// about 500 ns, a buffered draw next to nothing. For DNS ids, ports, 0x20 bits, tokens and jitter. Not
/// thread-safe. Throws std::system_error when the kernel gives none (start-up only in practice).
class KernelRandom {
 public:
  std::uint16_t next16();
  std::uint32_t next32();
  std::uint64_t next64();
  /// Uniform in [0, bound); bound > 0. Without modulo bias.
  std::uint32_t below(std::uint32_t bound);

 private:
  template <class Unsigned>
  Unsigned take();
  std::array<std::byte, 4096> buffer_{};
  std::size_t used_ = sizeof(buffer_);
};

}  // namespace cutwatch
