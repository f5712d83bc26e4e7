#include "core/dns/back_off.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE(
    "a server that refused three times in a row is asked less and less often, down to once in ten minutes") {
  struct Row {
    std::size_t count;
    std::optional<double> pause;
  };
  const Row rows[] = {{0, std::nullopt}, {2, std::nullopt}, {3, 120},   {4, 240},
                      {5, 480},          {6, 600},          {1000, 600}};
  for (const auto& row : rows) {
    CAPTURE(row.count);
    const auto until = dns::asked_again_at({.count = row.count, .last = at(0)}, Seconds{60});
    REQUIRE(until.has_value() == row.pause.has_value());
    if (until) CHECK(*until == at(*row.pause - 30));
  }
}

TEST_CASE("who asks no more often than every ten minutes anyhow is not held back") {
  CHECK_FALSE(dns::asked_again_at({.count = 9, .last = at(0)}, std::chrono::minutes{10}));
}
