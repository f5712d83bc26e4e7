#include "core/text/line_diff.hpp"

#include "core/text/printable.hpp"

#include <algorithm>
#include <string_view>

namespace cutwatch {
namespace {

constexpr std::size_t kMaxLine = 200;
constexpr std::size_t kMaxLines = 8;
constexpr std::size_t kMaxSide = 512;  // octets, line feeds and the mark of a cut with them
constexpr std::string_view kCut = "...";

using Lines = std::span<const std::string>;

std::string one_side(char sign, Lines lines) {
  std::string out;
  for (std::size_t shown = 0; shown < lines.size(); ++shown) {
    const auto line = printable(lines[shown], kMaxLine);
    // Both this line and a mark below it are a sign and a line feed longer than their text.
    if (shown == kMaxLines || out.size() + line.size() + kCut.size() + 4 > kMaxSide) {
      return out.append(1, sign).append(kCut).append(1, '\n');
    }
    out.append(1, sign).append(line).append(1, '\n');
  }
  return out;
}

}  // namespace

std::string line_diff(Lines before, Lines after) {
  const auto start = std::ranges::mismatch(before, after);
  before = {start.in1, before.end()};
  after = {start.in2, after.end()};
  const auto end = std::mismatch(before.rbegin(), before.rend(), after.rbegin(), after.rend());
  auto out =
      one_side('-', {before.begin(), end.first.base()}) + one_side('+', {after.begin(), end.second.base()});
  if (!out.empty()) out.pop_back();
  return out;
}

}  // namespace cutwatch
