#include "core/mail/enhanced_status.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

/// How many of the next characters are digits, at most 3.
std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (count < 3 && at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

/// The length of class "." subject "." detail at the start of the text, where nothing more of a number
/// follows.
std::size_t status_length(std::string_view text) {
  if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5') || text[1] != '.') return 0;
  const auto subject = digits_at(text, 2);
  const auto dot = 2 + subject;
  if (subject == 0 || dot >= text.size() || text[dot] != '.') return 0;
  const auto detail = digits_at(text, dot + 1);
  const auto end = dot + 1 + detail;
  if (detail == 0 || (end < text.size() && is_digit(text[end]))) return 0;
  const bool goes_on = end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1]);
  return goes_on ? 0 : end;
}

bool is_inside_word(std::string_view text, std::size_t at) {
  if (at == 0) return false;
  const char before = lower(text[at - 1]);
  return is_digit(before) || (before >= 'a' && before <= 'z') || before == '.' || before == '@';
}

/// "550 5.1.1", "550-5.1.1", "550 #5.1.1", "550 (5.1.1".
bool follows_reply_code(std::string_view text, std::size_t at) {
  const auto end = text.substr(0, at).find_last_not_of(" -#([:") + 1;
  return end >= 3 && end < at && digits_at(text, end - 3) == 3 && text[end - 3] == text[at] &&
         !is_inside_word(text, end - 3);
}

}  // namespace

std::string status_of_field(std::string_view value) {
  value.remove_prefix(std::min(value.find_first_not_of(" \t#\"'<("), value.size()));
  return std::string(value.substr(0, status_length(value)));
}

std::string status_in_diagnostic(std::string_view text) {
  std::string first;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto length = is_inside_word(text, at) ? 0 : status_length(text.substr(at));
    // RFC 3463 §2: subjects are 0 to 7. "4.94.2" is Exim's version.
    if (length == 0 || text[at + 3] != '.' || text[at + 2] > '7') continue;
    if (follows_reply_code(text, at)) return std::string(text.substr(at, length));
    if (first.empty() && text[at] != '2') first = text.substr(at, length);
  }
  return first;
}

}  // namespace cutwatch::mail
