#include "core/dns/serial.hpp"

#include <doctest/doctest.h>

using cutwatch::dns::is_behind;

TEST_CASE("serials are compared in a circle") {
  struct Row {
    std::uint32_t serial;
    std::uint32_t other;
    bool is_behind;
  };
  const Row rows[] = {
      {1, 2, true},           {2, 1, false},
      {7, 7, false},          {0xffffffff, 0, true},
      {0, 0xffffffff, false}, {4'000'000'000, 100, true},
      {0, 0x7fffffff, true},  {0, 0x80000000, false},
      {0x80000000, 0, false}, {2026120101, 2026120102, true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.serial);
    CAPTURE(row.other);
    CHECK(is_behind(row.serial, row.other) == row.is_behind);
  }
}
