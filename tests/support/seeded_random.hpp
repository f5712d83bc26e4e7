#pragma once
#include "runtime/random.hpp"

#include <cstdlib>
#include <random>
#include <string>

namespace cutwatch::test {

/// The same numbers in every run, so that a failure can be repeated; others with CUTWATCH_SEED=N.
class SeededRandom final : public Random {
 private:
  static std::uint64_t seed() {
    const char* given = std::getenv("CUTWATCH_SEED");
    return given == nullptr ? 1 : std::stoull(given);
  }
  void fill(std::span<std::byte> buffer) override {
    for (auto& each : buffer) each = static_cast<std::byte>(engine_());
  }
  std::mt19937_64 engine_{seed()};
};

}  // namespace cutwatch::test
