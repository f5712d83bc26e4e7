#include "core/mail/xtext.hpp"

#include "core/text/ascii.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace cutwatch::mail {
namespace {

std::string utf8(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  const auto tail = [&](unsigned shift) { return byte(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 | code >> 6), tail(0)};
  if (code < 0x10000) return {byte(0xe0 | code >> 12), tail(6), tail(0)};
  return {byte(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
}

bool is_character(std::uint32_t code) {
  return code >= 0x20 && code != 0x7f && code < 0x110000 && (code < 0xd800 || code >= 0xe000);
}

/// The hexadecimal digits between `\x{` and `}`: 2 to 6 of them.
std::optional<std::uint32_t> code_of(std::string_view digits) {
  if (digits.size() < 2 || digits.size() > 6) return std::nullopt;
  std::uint32_t code = 0;
  for (const char c : digits) {
    if (hex_value(c) < 0) return std::nullopt;
    code = code * 16 + static_cast<std::uint32_t>(hex_value(c));
  }
  return is_character(code) ? std::optional(code) : std::nullopt;
}

}  // namespace

std::string xtext_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = c > 0x20 && c < 0x7f && c != '+' && c != '=';
    if (is_plain)
      out.push_back(c);
    else
      out += fmt::format("+{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string xtext_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '+') {
      out.push_back(text[i]);
      continue;
    }
    const auto code = text.substr(i + 1, 2);
    const bool is_code = code.size() == 2 && std::ranges::all_of(code, [](char c) {
                           return is_digit(c) || (c >= 'A' && c <= 'F');
                         });
    const int value = is_code ? hex_value(code[0]) * 16 + hex_value(code[1]) : 0;
    if (value < 0x20 || value > 0x7e) return std::string(text);
    out.push_back(static_cast<char>(value));
    i += 2;
  }
  return out;
}

std::string utf8_address_decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.starts_with(R"(\x{)") ? text.substr(0, 10).find('}') : std::string_view::npos;
    const auto code = end == std::string_view::npos ? std::nullopt : code_of(text.substr(3, end - 3));
    out += code ? utf8(*code) : std::string(1, text[0]);
    text.remove_prefix(code ? end + 1 : 1);
  }
  return out;
}

}  // namespace cutwatch::mail
