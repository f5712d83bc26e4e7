#include "agent/config/send_caps.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

constexpr double kRounding = 1e-6;

double count_in(Millis span, Millis interval) {
  return static_cast<double>(span.count()) / static_cast<double>(interval.count());
}

}  // namespace

SendRate rate_of(Millis interval) {
  return {.per_hour = count_in(std::chrono::hours{1}, interval),
          .per_day = count_in(std::chrono::days{1}, interval)};
}

SendRate rate_of(Millis interval, Millis at_times, Millis a_day) {
  const auto fast = std::min<Millis>(a_day, std::chrono::days{1});
  return {.per_hour = count_in(std::chrono::hours{1}, std::min(interval, at_times)),
          .per_day = count_in(fast, at_times) + count_in(std::chrono::days{1} - fast, interval)};
}

std::optional<std::string> SendBudget::take(std::string_view domain, cutover::Path path,
                                            const SendRate& rate) {
  double& hourly = per_hour_[{std::string(domain), path}];
  hourly += rate.per_hour;
  per_day_ += rate.per_day;
  if (hourly > static_cast<double>(mail::kMostSendsAnHour) + kRounding) {
    return fmt::format("at most {} messages an hour go down one path outside loopback, this makes {:.0f}",
                       mail::kMostSendsAnHour, hourly);
  }
  if (per_day_ > static_cast<double>(mail::kMostSendsADay) + kRounding) {
    return fmt::format("at most {} messages a day leave one agent, this makes {:.0f}", mail::kMostSendsADay,
                       per_day_);
  }
  return std::nullopt;
}

}  // namespace cutwatch::config
