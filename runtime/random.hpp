#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cutwatch {

/// Random numbers from a source that is asked for 4 KB at a time. For DNS ids, ports, 0x20 bits, tokens and
/// jitter; only as unpredictable as its source. Not thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  std::uint16_t next16();
  std::uint32_t next32();
  std::uint64_t next64();
  /// Uniform in [0, bound); bound > 0. Without modulo bias.
  std::uint32_t below(std::uint32_t bound);

 protected:
  Random() = default;
  Random(const Random&) = default;
  Random& operator=(const Random&) = default;

 private:
  virtual void fill(std::span<std::byte> buffer) = 0;
  template <class Unsigned>
  Unsigned take();
  std::array<std::byte, 4096> buffer_{};
  std::size_t used_ = sizeof(buffer_);
};

/// Unpredictable numbers from the kernel's generator: one system call per draw costs about 500 ns, a
/// buffered draw next to nothing. Throws std::system_error when the kernel gives none (start-up only in
/// practice).
class KernelRandom final : public Random {
  void fill(std::span<std::byte> buffer) override;
};

}  // namespace cutwatch
