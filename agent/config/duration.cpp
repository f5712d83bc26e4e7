#include "agent/config/duration.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cutwatch::config {
namespace {

struct Unit {
  std::string_view name;
  Millis length;
};

constexpr std::array kUnits{Unit{"d", std::chrono::days{1}}, Unit{"h", std::chrono::hours{1}},
                            Unit{"m", std::chrono::minutes{1}}, Unit{"s", Seconds{1}}, Unit{"ms", Millis{1}}};

}  // namespace

std::optional<Millis> parse_duration(std::string_view text) {
  std::uint32_t count = 0;  // Its largest value, in days, still fits into Millis.
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), count);
  const auto unit = std::ranges::find(kUnits, std::string_view(end, text.data() + text.size()), &Unit::name);
  if (ec != std::errc{} || unit == kUnits.end() || count == 0) return std::nullopt;
  const auto duration = unit->length * count;
  if (duration > kLongestDuration) return std::nullopt;
  return duration;
}

std::string duration_text(Millis duration) {
  const auto unit =
      std::ranges::find_if(kUnits, [&](const Unit& u) { return duration % u.length == Millis::zero(); });
  return fmt::format("{}{}", duration / unit->length, unit->name);
}

}  // namespace cutwatch::config
