#pragma once
#include "core/time/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::config {

inline constexpr Millis kLongestDuration = std::chrono::days{3650};

/// A whole number and its unit: "250ms", "90s", "5m", "24h", "1d". Nothing else: no sign, no blank, no
/// fraction, no sum; above zero and at most `kLongestDuration`.
std::optional<Millis> parse_duration(std::string_view text);

/// In the largest unit that it is a whole number of: 90000 ms is "90s", 60000 ms is "1m".
std::string duration_text(Millis duration);

}  // namespace cutwatch::config
