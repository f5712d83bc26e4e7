#include "core/mail/log/log_text.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

/// Longer ones would not be exact.
constexpr std::size_t kMostDigits = 15;
/// Of an address in text, with a zone.
constexpr std::size_t kLongestAddress = 64;

bool is_address_text(std::string_view text) {
  bool has_mark = false;
  for (const char c : text) {
    if (c == '.' || c == ':') {
      has_mark = true;
    } else if (hex_value(c) < 0) {
      return false;
    }
  }
  return has_mark;
}

/// The quote that ends one which begins at `at`; npos where none does.
std::size_t closing_quote(std::string_view text, std::size_t at) {
  for (auto i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i;
    }
  }
  return text.npos;
}

/// How many of the next characters are digits, at most 3.
std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (count < 3 && at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

/// The length of class "." subject "." detail at the start of the text (RFC 3463 §2).
std::size_t enhanced_length(std::string_view text) {
  if (text.size() < 5 || text[1] != '.' || (text[0] != '2' && text[0] != '4' && text[0] != '5')) return 0;
  const auto subject = digits_at(text, 2);
  const auto dot = 2 + subject;
  if (subject == 0 || dot >= text.size() || text[dot] != '.') return 0;
  const auto detail = digits_at(text, dot + 1);
  const auto end = dot + 1 + detail;
  const bool goes_on = end < text.size() && (is_digit(text[end]) || text[end] == '.');
  return detail == 0 || goes_on ? 0 : end;
}

std::uint8_t class_of(std::string_view code) {
  if (code.empty() || (code[0] != '2' && code[0] != '4' && code[0] != '5')) return 0;
  return static_cast<std::uint8_t>(code[0] - '0');
}

}  // namespace

std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto word = text.substr(0, end);
  text = without_blanks_before(text.substr(end));
  return word;
}

std::optional<std::string_view> take_bracketed(std::string_view& text) {
  if (!text.starts_with('<')) return std::nullopt;
  auto close = text.find('>');
  if (close == text.npos) return std::nullopt;
  const auto quote = text.substr(0, close).find('"');
  if (quote != text.npos) {
    const auto end = closing_quote(text, quote);
    const auto behind = end == text.npos ? text.npos : text.find('>', end);
    if (behind != text.npos) close = behind;
  }
  const auto inside = text.substr(1, close - 1);
  text.remove_prefix(close + 1);
  return inside;
}

std::optional<std::string_view> take_quoted(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  const auto end = std::min(closing_quote(text, 0), text.size());
  const auto inside = text.substr(1, end - 1);
  text.remove_prefix(std::min(end + 1, text.size()));
  return inside;
}

std::string_view address_in(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (begins_ignoring_case(text, "IPv6:")) text.remove_prefix(5);
  if (text.size() > kLongestAddress) return {};
  text = text.substr(0, text.find('%'));
  return is_address_text(text) ? text : std::string_view{};
}

std::uint16_t port_of(std::string_view text) {
  if (text.empty() || text.size() > 5) return 0;
  unsigned port = 0;
  for (const char c : text) {
    if (!is_digit(c)) return 0;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  return port <= 65535 ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
}

LogHost log_host(std::string_view text) {
  const auto open = text.find('[');
  if (open == text.npos) return {.name = text};
  const auto close = text.find(']', open);
  LogHost host{.name = text.substr(0, open)};
  if (close == text.npos) return host;
  host.address = address_in(text.substr(open + 1, close - open - 1));
  if (text.substr(close + 1).starts_with(':')) host.port = port_of(text.substr(close + 2));
  return host;
}

LogHost take_log_host(std::string_view& text) {
  const auto close = text.find(']');
  auto end = std::min(text.find_first_of(" ,;"), text.size());
  if (close != text.npos && close < end) {
    end = close + 1;
    auto port_end = end + 1;
    while (port_end < text.size() && is_digit(text[port_end])) ++port_end;
    if (end < text.size() && text[end] == ':' && port_end > end + 1) end = port_end;
  }
  const auto host = log_host(text.substr(0, end));
  text.remove_prefix(end);
  return host;
}

std::optional<double> decimal_of(std::string_view text) {
  static constexpr std::array<double, kMostDigits + 1> kPowers{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                               1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  std::uint64_t value = 0;
  std::size_t digits = 0;
  std::size_t behind_dot = 0;
  bool has_dot = false;
  for (const char c : text) {
    if (c == '.' && !has_dot) {
      has_dot = true;
      continue;
    }
    if (!is_digit(c) || ++digits > kMostDigits) return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
    behind_dot += has_dot ? 1 : 0;
  }
  if (digits == 0) return std::nullopt;
  return static_cast<double>(value) / kPowers.at(behind_dot);
}

std::optional<double> duration_of(std::string_view text) {
  if (text.empty()) return std::nullopt;
  double seconds = 0;
  while (!text.empty()) {
    const auto end = text.find_first_not_of("0123456789.");
    if (end == text.npos) return std::nullopt;
    const auto value = decimal_of(text.substr(0, end));
    if (!value) return std::nullopt;
    switch (text[end]) {
      case 'w': seconds += *value * 604'800; break;
      case 'd': seconds += *value * 86'400; break;
      case 'h': seconds += *value * 3'600; break;
      case 'm': seconds += *value * 60; break;
      case 's': seconds += *value; break;
      default: return std::nullopt;
    }
    text.remove_prefix(end + 1);
  }
  return seconds;
}

ReplyCodes reply_codes(std::string_view reply) {
  ReplyCodes codes;
  const bool has_code = reply.size() >= 3 && class_of(reply) != 0 && is_digit(reply[1]) &&
                        is_digit(reply[2]) && (reply.size() == 3 || reply[3] == ' ' || reply[3] == '-');
  if (has_code) {
    codes.code = reply.substr(0, 3);
    reply.remove_prefix(std::min<std::size_t>(4, reply.size()));
    // "550 #5.1.1", "550 (5.1.1".
    if (reply.starts_with('#') || reply.starts_with('(')) reply.remove_prefix(1);
  }
  codes.enhanced = reply.substr(0, enhanced_length(reply));
  return codes;
}

void judge_reply(LogLine& line) {
  if (!line.dsn.empty()) line.reply_class = class_of(line.dsn);
  if (line.reply.empty() || (!line.dsn.empty() && line.reply_class != 0)) return;
  const auto codes = reply_codes(line.reply);
  if (line.dsn.empty()) line.dsn = codes.enhanced;
  if (line.reply_class == 0) line.reply_class = class_of(codes.code.empty() ? line.dsn : codes.code);
}

std::size_t find_outside_brackets(std::string_view text, std::string_view mark) {
  std::size_t depth = 0;
  auto last = text.npos;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == mark.front() && text.substr(i).starts_with(mark)) {
      if (depth == 0) return i;
      last = i;
    }
    if (text[i] == '<') ++depth;
    if (text[i] == '>' && depth > 0) --depth;
  }
  return last;
}

}  // namespace cutwatch::mail
