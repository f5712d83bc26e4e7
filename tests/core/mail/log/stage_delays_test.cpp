#include "core/mail/log/stage_delays.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace cutwatch::mail;

namespace {

std::uint64_t in_all(const DelayCounts& counts) {
  return std::accumulate(counts.counts.begin(), counts.counts.end(), std::uint64_t{0});
}

}  // namespace

TEST_CASE("a delay counts up to its bound, the bound included, and beyond all where it is longer") {
  DelayCounts delays;
  delays.observe(0);
  delays.observe(kDelayBounds.front());
  CHECK(delays.counts.front() == 2);
  delays.observe(kDelayBounds.front() + 1e-6);
  CHECK(delays.counts.at(1) == 1);
  delays.observe(kDelayBounds.back() + 1);
  CHECK(delays.counts.back() == 1);
  CHECK(in_all(delays) == 4);
  CHECK(delays.micros == 0 + 10'000 + 10'001 + 14'401'000'000);
}

TEST_CASE("what a log says of a delay cannot make the sum overflow") {
  DelayCounts delays;
  delays.observe(999'999'999'999'999);
  CHECK(delays.micros == std::uint64_t{100} * 86'400 * 1'000'000);
  DelayCounts full{.counts = {}, .micros = std::uint64_t{1} << 63U};
  delays.add(full);
  delays.add(full);
  CHECK(delays.micros == (std::uint64_t{1} << 63U) - 1);
  CHECK(in_all(delays) == 1);
}

TEST_CASE("each stage of a delivery is counted apart") {
  StageDelays delays;
  delays.observe({0.02, 0.2, 2, 20});
  StageDelays more;
  more.observe({0.02, 0.2, 2, 20});
  delays.add(more);
  CHECK(delays.stages.at(0).counts.at(1) == 2);
  CHECK(delays.stages.at(1).counts.at(2) == 2);
  CHECK(delays.stages.at(2).counts.at(4) == 2);
  CHECK(delays.stages.at(3).counts.at(6) == 2);
  CHECK(delays.stages.at(3).micros == 40'000'000);
}
