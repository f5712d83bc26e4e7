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

/// A hexadecimal digit's value, in either case; -1 for anything else.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char letter = lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

inline std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

/// Without the blanks (space, tab, line ends) at both ends.
std::string_view trimmed(std::string_view text);

bool equals_ignoring_case(std::string_view one, std::string_view other);

/// Whether `text` begins with `start`, in whatever case.
bool begins_ignoring_case(std::string_view text, std::string_view start);

}  // namespace cutwatch
