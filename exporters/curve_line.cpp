#include "exporters/curve_line.hpp"

#include "exporters/countdown.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace cutwatch::exporters {
namespace {

constexpr std::string_view kShades = " .:-=+*#";
constexpr int kColumns = 40;

/// The last step at or before `at`.
double share_at(const std::vector<dns::CurvePoint>& curve, WallTime at) {
  double share = curve.front().share_new;
  for (const auto& point : curve) {
    if (point.at <= at) share = point.share_new;
  }
  return share;
}

/// The darkest only for all of it: a share that is nearly whole must not look whole.
char shade_of(double share) {
  const auto last = static_cast<double>(kShades.size() - 1);
  return kShades[static_cast<std::size_t>(std::clamp(share * last, 0.0, last))];
}

}  // namespace

std::string curve_line(const std::vector<dns::CurvePoint>& curve, WallTime now) {
  if (curve.size() < 2 || curve.back().at <= now) return "";
  const Millis length = curve.back().at - now;
  std::string drawn;
  for (int column = 0; column < kColumns; ++column) {
    drawn += shade_of(share_at(curve, now + length * (column + 1) / kColumns));
  }
  return fmt::format("forecast |{}| {:.0f} % now, {:.0f} % in {}", drawn, share_at(curve, now) * 100,
                     curve.back().share_new * 100, countdown(length));
}

}  // namespace cutwatch::exporters
