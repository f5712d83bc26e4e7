#pragma once
#include <cstdint>
#include <cstdlib>

namespace cutwatch::test {

/// How many worlds a test simulates: fewer under a sanitizer, which makes them some forty times slower; and
/// any number, for a longer look, by the environment: CUTWATCH_WORLDS=20000.
inline std::uint64_t worlds([[maybe_unused]] std::uint64_t sanitized, [[maybe_unused]] std::uint64_t usual) {
  if (const char* said = std::getenv("CUTWATCH_WORLDS")) return std::strtoull(said, nullptr, 10);
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return sanitized;
#else
  return usual;
#endif
}

}  // namespace cutwatch::test
