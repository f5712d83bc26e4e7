#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch {

std::string printable(std::string_view bytes, std::size_t max) {
  static constexpr std::string_view kCut = "...";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const std::string shown =
        byte >= 0x20 && byte < 0x7f ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
    if (out.size() + shown.size() > max) {
      out.resize(std::min(out.size(), max > kCut.size() ? max - kCut.size() : 0));
      return out.append(kCut);
    }
    out += shown;
  }
  return out;
}

}  // namespace cutwatch
