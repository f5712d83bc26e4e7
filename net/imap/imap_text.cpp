#include "net/imap/imap_text.hpp"

#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMaxValue = 2000;

/// Takes one code point off the front; nullopt when it is not UTF-8 (RFC 3629; overlong forms and surrogates
/// are not).
std::optional<char32_t> take_code_point(std::string_view& rest) {
  const auto first = static_cast<unsigned char>(rest.front());
  const std::size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (size == 0 || first > 0xf4 || rest.size() < size) return std::nullopt;
  char32_t point = size == 1 ? first : first & (0x7f >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(rest[i]);
    if ((byte & 0xc0) != 0x80) return std::nullopt;
    point = (point << 6) | (byte & 0x3f);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  if (point < kLeast[size] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return std::nullopt;
  rest.remove_prefix(size);
  return point;
}

void append_utf16(std::string& bytes, char32_t point) {
  const auto unit = [&](char32_t value) {
    bytes += static_cast<char>(value >> 8);
    bytes += static_cast<char>(value & 0xff);
  };
  if (point < 0x10000) return unit(point);
  unit(0xd800 + ((point - 0x10000) >> 10));
  unit(0xdc00 + ((point - 0x10000) & 0x3ff));
}

/// Base64 without padding and with `,` for `/`.
std::string modified_base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += kDigits[(bits >> (held - 6)) & 0x3f];
  }
  if (held > 0) out += kDigits[(bits << (6 - held)) & 0x3f];
  return out;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<unsigned> month_of(std::string_view name) {
  const auto place =
      std::ranges::find_if(kMonths, [&](std::string_view month) { return is_same_name(month, name); });
  if (place == kMonths.end()) return std::nullopt;
  return static_cast<unsigned>(place - kMonths.begin()) + 1;
}

bool is_field_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

bool is_same_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

Result<std::string> quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\0' || c == '\r' || c == '\n' || static_cast<unsigned char>(c) >= 0x80) {
      return fail(FailureKind::malformed, "not for an IMAP string: " + printable(text, 80));
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

Result<std::string> modified_utf7(std::string_view utf8) {
  std::string out;
  std::string pending;  // UTF-16, big-endian
  const auto flush = [&] {
    if (!pending.empty()) out += "&" + modified_base64(pending) + "-";
    pending.clear();
  };
  for (std::string_view rest = utf8; !rest.empty();) {
    const auto point = take_code_point(rest);
    if (!point) return fail(FailureKind::malformed, "not UTF-8: " + printable(utf8, 80));
    if (*point < 0x20 || *point > 0x7e) {
      append_utf16(pending, *point);
      continue;
    }
    flush();
    out += static_cast<char>(*point);
    if (*point == '&') out += '-';
  }
  flush();
  return out;
}

std::string date_text(WallTime at) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(at)};
  const auto month = static_cast<unsigned>(day.month());
  return fmt::format("{}-{}-{:04}", static_cast<unsigned>(day.day()), kMonths.at(month - 1),
                     static_cast<int>(day.year()));
}

std::optional<WallTime> internal_date(std::string_view text) {
  if (text.size() != 26) return std::nullopt;
  const auto day =
      number<unsigned>(text.substr(text.starts_with(' ') ? 1 : 0, text.starts_with(' ') ? 1 : 2));
  const auto month = month_of(text.substr(3, 3));
  const auto year = number<int>(text.substr(7, 4));
  const auto hour = number<unsigned>(text.substr(12, 2));
  const auto minute = number<unsigned>(text.substr(15, 2));
  const auto second = number<unsigned>(text.substr(18, 2));
  const auto zone = number<int>(text.substr(22, 4));
  if (!day || !month || !year || !hour || !minute || !second || !zone) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                         std::chrono::day{*day}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60 || *zone < 0 || *zone % 100 > 59)
    return std::nullopt;
  const auto offset = std::chrono::minutes{*zone / 100 * 60 + *zone % 100};
  const WallTime local = std::chrono::sys_days{date} + std::chrono::hours{*hour} +
                         std::chrono::minutes{*minute} + Seconds{*second};
  if (text[21] == '-') return local + offset;
  if (text[21] == '+') return local - offset;
  return std::nullopt;
}

std::vector<HeaderField> header_fields(std::string_view block) {
  std::vector<HeaderField> fields;
  std::string line;
  const auto take = [&] {
    const std::size_t colon = line.find(':');
    std::string_view name = std::string_view(line).substr(0, std::min(colon, line.size()));
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (colon == std::string::npos || !is_field_name(name)) return;
    std::string_view value = std::string_view(line).substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
    std::string plain(value);
    std::ranges::replace(plain, '\t', ' ');  // Folded lines begin with one as often as not.
    fields.push_back({std::string(name), printable(plain, kMaxValue)});
  };
  while (!block.empty()) {
    const std::size_t end = std::min(block.find('\n'), block.size());
    std::string_view next = block.substr(0, end);
    block.remove_prefix(std::min(end + 1, block.size()));
    if (next.ends_with('\r')) next.remove_suffix(1);
    if (next.empty()) break;
    if (next.front() != ' ' && next.front() != '\t') {
      take();
      line.clear();
    }
    line += next;
  }
  take();
  return fields;
}

}  // namespace cutwatch::net
