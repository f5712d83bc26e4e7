#include "core/dns/txt_data.hpp"

#include "core/text/ascii.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace cutwatch::dns {
namespace {

constexpr std::size_t kMaxString = 255;

/// Takes what stands behind a backslash: three digits, or one character that stands for itself.
std::optional<char> take_escaped(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  if (!is_digit(text[0])) {
    const char itself = text[0];
    text.remove_prefix(1);
    return itself;
  }
  if (text.size() < 3 || !is_digit(text[1]) || !is_digit(text[2])) return std::nullopt;
  const int octet = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  text.remove_prefix(3);
  return octet > 255 ? std::nullopt : std::optional(static_cast<char>(octet));
}

/// Takes one character-string, whose opening quote has been taken, up to its closing one.
std::optional<std::string> take_string(std::string_view& text) {
  std::string octets;
  while (!text.empty()) {
    const char c = text[0];
    text.remove_prefix(1);
    if (c == '"') return octets;
    const auto octet = c == '\\' ? take_escaped(text) : c;
    if (!octet) return std::nullopt;
    octets += *octet;
  }
  return std::nullopt;
}

/// The octets of all character-strings together.
std::optional<std::string> joined(std::string_view text) {
  std::string octets;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (text.empty()) return octets;
    if (text[0] != '"') return std::nullopt;
    text.remove_prefix(1);
    const auto string = take_string(text);
    if (!string) return std::nullopt;
    octets += *string;
  }
}

void append_quoted(std::string& out, std::string_view octets) {
  out += '"';
  for (const char c : octets) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      out += fmt::format("\\{:03}", byte);
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

std::string presented(std::string_view octets) {
  std::string out;
  do {
    if (!out.empty()) out += ' ';
    append_quoted(out, octets.substr(0, kMaxString));
    octets.remove_prefix(std::min(kMaxString, octets.size()));
  } while (!octets.empty());
  return out;
}

}  // namespace

Result<std::string> canonical_txt(std::string_view text) {
  if (!text.starts_with('"')) return presented(text);
  const auto octets = joined(text);
  if (octets) return presented(*octets);
  return fail(
      FailureKind::malformed,
      fmt::format("expected character-strings in quotes (\"v=spf1 \" \"-all\"), got {}", quoted(text)));
}

}  // namespace cutwatch::dns
