#include "exporters/countdown.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::exporters {

std::string countdown(Millis left) {
  const auto seconds = std::max(std::chrono::ceil<Seconds>(left), Seconds{0}).count();
  if (seconds >= 3600) return fmt::format("{}h {:02}m", seconds / 3600, seconds / 60 % 60);
  if (seconds >= 60) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}s", seconds);
}

}  // namespace cutwatch::exporters
