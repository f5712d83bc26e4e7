#pragma once
#include <string>
#include <string_view>

// Characters of ASCII, as protocols mean them: no locale has a say.
namespace cutwatch {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

/// Other octets stay what they are.
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

}  // namespace cutwatch
