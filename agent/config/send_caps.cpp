#include "agent/config/send_caps.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

constexpr double kRounding = 1e-6;

double count_in(Millis span, Millis interval) {
  return static_cast<double>(span.count()) / static_cast<double>(interval.count());
}

}  // namespace

std::optional<std::string> SendBudget::take(std::string_view domain, CappedPath path, Millis interval) {
  double& hourly = per_hour_[{std::string(domain), path}];
  hourly += count_in(std::chrono::hours{1}, interval);
  per_day_ += count_in(std::chrono::days{1}, interval);
  if (hourly > kMostMessagesPerHourAndPath + kRounding) {
    return fmt::format("at most {} messages an hour go down one path outside loopback, this makes {:.0f}",
                       kMostMessagesPerHourAndPath, hourly);
  }
  if (per_day_ > kMostMessagesPerDay + kRounding) {
    return fmt::format("at most {} messages a day leave one agent, this makes {:.0f}", kMostMessagesPerDay,
                       per_day_);
  }
  return std::nullopt;
}

}  // namespace cutwatch::config
