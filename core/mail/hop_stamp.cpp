#include "core/mail/hop_stamp.hpp"

#include "core/time/seconds.hpp"

#include <fmt/core.h>

namespace cutwatch::mail {
namespace {

/// What a stamp leaves out of the second that it names.
constexpr Millis kGrain{1000};
constexpr Millis kGrace{1000};

bool is_same_way_off(const HopStamp& one, const HopStamp& other) {
  if (!one.skew || !other.skew) return !one.skew && !other.skew;
  return one.skew->is_ahead == other.skew->is_ahead;
}

}  // namespace

std::string text_of(const ClockSkew& skew) {
  const auto seconds = seconds_of(skew.by);
  if (skew.from == ClockSkew::From::hop_before)
    return fmt::format("{:.1f} s before the hop before it", seconds);
  return fmt::format("at least {:.1f} s {} our clock", seconds, skew.is_ahead ? "ahead of" : "behind");
}

HopStamp stamp_of(std::optional<WallTime> at, const Journey& journey) {
  HopStamp out{.at = at};
  if (!at) return out;
  const auto ahead = *at - journey.end;
  const auto behind = journey.begin - (*at + kGrain);
  if (ahead >= kGrace) out.skew = {.from = ClockSkew::From::ours, .is_ahead = true, .by = ahead};
  if (behind >= kGrace) out.skew = {.from = ClockSkew::From::ours, .is_ahead = false, .by = behind};
  return out;
}

std::optional<Millis> passed_on_one_clock(const HopStamp& from, const HopStamp& to, const Journey& journey) {
  if (!from.at || !to.at || !is_same_way_off(from, to)) return std::nullopt;
  const auto passed = *to.at - *from.at;
  const auto most = journey.end - journey.begin + kGrain + 2 * kGrace;
  if (passed < Millis{0} || passed > most) return std::nullopt;
  return passed;
}

std::optional<Millis> passed_between(const HopStamp& from, const HopStamp& to, const Journey& journey) {
  if (from.skew || to.skew) return std::nullopt;
  return passed_on_one_clock(from, to, journey);
}

std::optional<ClockSkew> skew_between(const HopStamp& from, const HopStamp& to) {
  if (!from.at || !to.at || *to.at >= *from.at) return std::nullopt;
  return ClockSkew{.from = ClockSkew::From::hop_before, .is_ahead = false, .by = *from.at - *to.at};
}

}  // namespace cutwatch::mail
