#include "core/text/date.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <ctime>

namespace cutwatch {
namespace {

struct Split {
  std::tm utc;
  long millis;
};

Split split(WallTime instant) {
  const auto whole = std::chrono::floor<Seconds>(instant);
  // Not by way of system_clock, whose nanoseconds end in 2262: an instant may be anybody's.
  return {fmt::gmtime(static_cast<std::time_t>(whole.time_since_epoch().count())), (instant - whole).count()};
}

}  // namespace

std::string rfc3339(WallTime instant) {
  const auto [utc, millis] = split(instant);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", utc, millis);
}

std::string rfc3339_seconds(WallTime instant) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", split(instant).utc);
}

std::string rfc5322_date(WallTime instant) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", split(instant).utc);
}

}  // namespace cutwatch
