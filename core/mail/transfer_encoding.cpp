#include "core/mail/transfer_encoding.hpp"

#include "core/mail/mail_lines.hpp"
#include "core/text/ascii.hpp"

#include <fmt/core.h>

#include <cstdint>

namespace cutwatch::mail {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// RFC 2045 §6.8: what is outside the alphabet is passed over; padding ends a group, not the text, since
/// lists append footers.
std::string base64_decoded(std::string_view text) {
  std::string out;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == '=') bits = 0;
    const int value = base64_value(c);
    if (value < 0) continue;
    group = (group << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<char>(group >> bits & 0xff));
  }
  return out;
}

void append_quoted_printable(std::string& out, std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool is_code =
        line[i] == '=' && i + 2 < line.size() && hex_value(line[i + 1]) >= 0 && hex_value(line[i + 2]) >= 0;
    out.push_back(is_code ? static_cast<char>(hex_value(line[i + 1]) * 16 + hex_value(line[i + 2]))
                          : line[i]);
    if (is_code) i += 2;
  }
}

/// RFC 2045 §6.7: blanks at the end of a line are the transport's; "=" there is a soft line break.
std::string quoted_printable_decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool is_ended = text.contains('\n');
    auto line = take_line(text);
    if (is_ended) line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    const bool is_soft = line.ends_with('=');
    if (is_soft) line.remove_suffix(1);
    append_quoted_printable(out, line);
    if (!is_soft && is_ended) out.push_back('\n');
  }
  return out;
}

void append_quoted_printable_line(std::string& out, std::string_view line) {
  static constexpr std::size_t kLongest = 75;  // and a "=" for a soft line break
  std::size_t width = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool is_last = i + 1 == line.size();
    const bool is_plain = (c > 0x20 && c < 0x7f && c != '=') || (c == ' ' && !is_last);
    const auto code = is_plain ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c));
    if (width + code.size() > kLongest) {
      out += "=\r\n";
      width = 0;
    }
    out += code;
    width += code.size();
  }
}

}  // namespace

std::string quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool is_ended = text.contains('\n');
    auto line = take_line(text);
    if (line.ends_with('\r')) line.remove_suffix(1);
    append_quoted_printable_line(out, line);
    if (is_ended) out += "\r\n";
  }
  return out;
}

std::string transfer_decoded(std::string_view body, std::string_view encoding) {
  const auto name = trimmed(encoding.substr(0, encoding.find_first_of(";(")));
  if (equals_ignoring_case(name, "base64")) return with_line_feeds(base64_decoded(body));
  if (equals_ignoring_case(name, "quoted-printable")) return with_line_feeds(quoted_printable_decoded(body));
  return std::string(body);
}

}  // namespace cutwatch::mail
