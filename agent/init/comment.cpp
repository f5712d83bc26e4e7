#include "agent/init/comment.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::init {
namespace {

constexpr std::size_t kWidth = 118;
constexpr std::size_t kMostText = 2000;

/// Takes one line's worth of words; a word that is longer than a line stands alone.
std::string_view take_line(std::string_view& text, std::size_t width) {
  if (text.size() <= width) return std::exchange(text, {});
  auto end = text.rfind(' ', width);
  if (end == std::string_view::npos || end == 0) end = std::min(text.find(' ', 1), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string toml_list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const auto& text : texts) out += (out.size() == 1 ? "" : ", ") + toml_string(text);
  return out + "]";
}

std::string comment(std::string_view text, std::string_view indent) {
  const auto safe = printable(text, kMostText);
  std::string_view rest(safe);
  std::string out;
  while (!rest.empty()) {
    const auto line = take_line(rest, kWidth - 2 - indent.size());
    out += fmt::format("# {}{}\n", out.empty() ? "" : indent, line);
  }
  return out;
}

}  // namespace cutwatch::init
