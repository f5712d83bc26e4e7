#include "net/log/rotated_name.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::net {
namespace {

constexpr auto kCompressed =
    std::to_array<std::string_view>({".gz", ".xz", ".bz2", ".zst", ".lz4", ".lzma", ".lzo", ".Z"});

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "1", "20261123", "2026-11-23", "20261123.1": digits, in groups.
bool is_counted(std::string_view text) {
  if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return false;
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '-' || c == '.' || c == '_'; });
}

}  // namespace

RotatedName rotated_name(std::string_view log, std::string_view name) {
  if (!name.starts_with(log)) return RotatedName::none;
  auto rest = name.substr(log.size());
  if (rest.empty() || (rest.front() != '.' && rest.front() != '-')) return RotatedName::none;
  rest.remove_prefix(1);
  if (is_counted(rest)) return RotatedName::plain;
  for (const auto ending : kCompressed) {
    if (rest.ends_with(ending) && is_counted(rest.substr(0, rest.size() - ending.size())))
      return RotatedName::compressed;
  }
  return RotatedName::none;
}

}  // namespace cutwatch::net
