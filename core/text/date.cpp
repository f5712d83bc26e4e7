#include "core/text/date.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

namespace cutwatch {
namespace {

struct Split {
  std::tm utc;
  long millis;
};

Split split(WallTime instant) {
  const auto whole = std::chrono::floor<Seconds>(instant);
  return {fmt::gmtime(std::chrono::system_clock::to_time_t(whole)), (instant - whole).count()};
}

}  // namespace

std::string rfc3339(WallTime instant) {
  const auto [utc, millis] = split(instant);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", utc, millis);
}

std::string rfc5322_date(WallTime instant) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", split(instant).utc);
}

}  // namespace cutwatch
