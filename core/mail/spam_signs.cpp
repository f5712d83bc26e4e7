#include "core/mail/spam_signs.hpp"

#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxFields = 16;
constexpr std::size_t kMaxField = 256;

/// What one field says.
struct Sign {
  bool is_marked = false;
  std::optional<double> score;
};

/// The decimal number that the text begins with, a sign before it or not, of at most 16 characters. The point
/// is a point whatever the locale.
std::optional<double> leading_number(std::string_view text) {
  static constexpr std::size_t kMaxNumber = 16;
  text = trimmed(text).substr(0, kMaxNumber);
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  // To from_chars "inf" and "nan" are numbers.
  if (digits.empty() || !is_digit(digits.front())) return std::nullopt;
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return number;
}

/// The number behind the key, which stands at the start of a word: "my_score=" is another one.
std::optional<double> number_behind(std::string_view text, std::string_view key) {
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + key.size())) {
    const bool is_inside_word = at > 0 && (is_alphanumeric(text[at - 1]) || text[at - 1] == '_');
    if (!is_inside_word) return leading_number(text.substr(at + key.size()));
  }
  return std::nullopt;
}

bool is_yes(std::string_view text) {
  text = trimmed(text);
  const auto end = std::ranges::find_if_not(text, is_alphanumeric);
  const std::string_view word(text.begin(), end);
  return equals_ignoring_case(word, "yes") || equals_ignoring_case(word, "true");
}

/// "default: False [3.20 / 15.00]; SYMBOL(1.00)[...]; ..."
Sign of_rspamd(std::string_view value) {
  const auto verdict = value.substr(value.find(':') + 1);
  const auto open = verdict.find('[');
  Sign sign{.is_marked = is_yes(verdict), .score = {}};
  if (open != std::string_view::npos) sign.score = leading_number(verdict.substr(open + 1));
  return sign;
}

/// "Yes, score=6.1 required=5.0 tests=..."; before SpamAssassin 3 "Yes, hits=6.1 ...".
Sign of_status(std::string_view value) {
  const auto score = number_behind(value, "score=");
  return {.is_marked = is_yes(value), .score = score ? score : number_behind(value, "hits=")};
}

Sign of_flag(std::string_view value) { return {.is_marked = is_yes(value), .score = {}}; }

Sign of_score(std::string_view value) { return {.is_marked = false, .score = leading_number(value)}; }

/// A star (Exim: a plus sign) for each whole point.
Sign of_level(std::string_view value) {
  const char mark = value.starts_with('+') ? '+' : '*';
  const auto points = std::min(value.find_first_not_of(mark), value.size());
  if (points == 0) return {};
  return {.is_marked = false, .score = static_cast<double>(points)};
}

/// -1 to 9; Exchange takes 5 and more for spam.
Sign of_confidence_level(std::string_view value) {
  const auto level = leading_number(value);
  return {.is_marked = level && *level >= 5, .score = level};
}

struct Form {
  std::string_view name;
  Sign (*read)(std::string_view value);
};

/// The one whose score says most comes first.
constexpr std::array kForms{
    Form{"X-Spamd-Result", of_rspamd}, Form{"X-Spam-Status", of_status},
    Form{"X-Rspamd-Score", of_score},  Form{"X-Spam-Score", of_score},
    Form{"X-Spam-Level", of_level},    Form{"X-MS-Exchange-Organization-SCL", of_confidence_level},
    Form{"X-Spam-Flag", of_flag},      Form{"X-Spam", of_flag}};

}  // namespace

SpamSigns spam_signs_of(const HeaderBlock& header) {
  SpamSigns signs;
  auto best = kForms.end();
  for (const auto& field : header.fields) {
    const auto form = std::ranges::find_if(
        kForms, [&](const Form& known) { return equals_ignoring_case(known.name, field.name); });
    if (form == kForms.end()) continue;
    const auto sign = form->read(field.value);
    signs.is_marked = signs.is_marked || sign.is_marked;
    if (sign.score && form < best) {
      best = form;
      signs.score = sign.score;
    }
    if (signs.fields.size() >= kMaxFields) continue;
    signs.fields.push_back(printable(fmt::format("{}: {}", field.name, field.value), kMaxField));
  }
  return signs;
}

}  // namespace cutwatch::mail
