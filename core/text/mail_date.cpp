#include "core/text/mail_date.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

namespace cutwatch {
namespace {

constexpr std::size_t kLongest = 256;

struct Zone {
  std::string_view name;
  int hours;
};
constexpr std::array kZones{Zone{"ut", 0},   Zone{"gmt", 0},  Zone{"utc", 0},  Zone{"z", 0},
                            Zone{"est", -5}, Zone{"edt", -4}, Zone{"cst", -6}, Zone{"cdt", -5},
                            Zone{"mst", -7}, Zone{"mdt", -6}, Zone{"pst", -8}, Zone{"pdt", -7}};
constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};

/// What was read so far; a field is taken once.
struct Fields {
  std::optional<int> year;
  std::optional<unsigned> month;
  std::optional<unsigned> day;
  std::optional<Seconds> time_of_day;
  std::optional<Seconds> offset;
};

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto* end = digits.data() + digits.size();
  if (!is_number(digits) || digits.size() > 4) return std::nullopt;
  return std::from_chars(digits.data(), end, value).ptr == end ? std::optional{value} : std::nullopt;
}

/// Without comments, in lower case, at blanks and commas.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out{""};
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : 0;
    if (depth == 0 && static_cast<unsigned char>(c) > ' ' && c != ',')
      out.back() += lower(c);
    else if (!out.back().empty())
      out.emplace_back();
    depth -= c == ')' && depth > 0 ? 1 : 0;
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

/// "20:00", "20:00:59.5": of a day of at most 24 hours.
std::optional<Seconds> time_of_day(std::string_view text) {
  const auto first = text.find(':');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = text.find(':', first + 1);
  const auto has_seconds = second != std::string_view::npos;
  const auto hours = number(text.substr(0, first));
  const auto minutes = number(text.substr(first + 1, has_seconds ? second - first - 1 : text.npos));
  auto last = has_seconds ? text.substr(second + 1) : std::string_view{"0"};
  last = last.substr(0, last.find_first_of(".,"));
  const auto seconds = number(last);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  return std::chrono::hours{*hours} + std::chrono::minutes{*minutes} + Seconds{*seconds};
}

/// "+0100", "-01:00", "+01".
std::optional<Seconds> numeric_offset(std::string_view text) {
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = number(text.substr(1, 2));
  auto rest = text.substr(3);
  if (rest.starts_with(':')) rest.remove_prefix(1);
  const auto minutes = rest.empty() ? std::optional{0} : rest.size() == 2 ? number(rest) : std::nullopt;
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const Seconds size = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return text[0] == '-' ? -size : size;
}

std::optional<Seconds> named_offset(std::string_view text) {
  const auto* const found = std::ranges::find(kZones, text, &Zone::name);
  if (found == kZones.end()) return std::nullopt;
  return std::chrono::hours{found->hours};
}

/// RFC 5322 §4.3: two digits are of 1950 to 2049, three count from 1900.
int full_year(int year, std::size_t digits) {
  if (digits == 2) return year + (year < 50 ? 2000 : 1900);
  return digits == 3 ? year + 1900 : year;
}

std::optional<unsigned> month(std::string_view word) {
  if (word.size() < 3 || word.size() > 10) return std::nullopt;
  const auto* const found = std::ranges::find(kMonths, word.substr(0, 3));
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<unsigned>(found - kMonths.begin()) + 1;
}

void take_number(Fields& fields, std::string_view word) {
  const auto value = number(word);
  if (!value) return;
  if (!fields.day && word.size() <= 2) {
    fields.day = static_cast<unsigned>(*value);
  } else if (!fields.year && word.size() >= 2) {
    fields.year = full_year(*value, word.size());
  }
}

void take(Fields& fields, std::string_view word);

/// "01-dec-2026", "2026-12-01", "2026/12/01".
bool take_joined_date(Fields& fields, std::string_view word) {
  const auto first = word.find_first_of("-/");
  if (first == std::string_view::npos || first == 0) return false;
  const auto second = word.find(word[first], first + 1);
  if (second == std::string_view::npos) return false;
  const auto head = word.substr(0, first);
  const auto middle = word.substr(first + 1, second - first - 1);
  if (head.size() == 4 && is_number(head) && is_number(middle)) {
    fields.year = number(head);
    fields.month = static_cast<unsigned>(number(middle).value_or(0));
    fields.day = static_cast<unsigned>(number(word.substr(second + 1)).value_or(0));
    return true;
  }
  for (const auto part : {head, middle, word.substr(second + 1)}) take(fields, part);
  return true;
}

/// A time with what is written to it: "20:00:00z", "20:00:00+01:00".
bool take_time(Fields& fields, std::string_view word) {
  const auto end = word.find_first_not_of("0123456789:.");
  const auto time = time_of_day(word.substr(0, end));
  if (!time) return false;
  fields.time_of_day = fields.time_of_day.value_or(*time);
  if (end != std::string_view::npos) take(fields, word.substr(end));
  return true;
}

/// "2026-12-01t20:00:00z".
bool take_joined_time(Fields& fields, std::string_view word) {
  const auto t = word.find('t');
  if (t == std::string_view::npos || t < 8 || !is_digit(word[t - 1])) return false;
  if (!take_joined_date(fields, word.substr(0, t))) return false;
  return take_time(fields, word.substr(t + 1));
}

void take(Fields& fields, std::string_view word) {
  if (word.empty()) return;
  if (const auto offset = numeric_offset(word)) {
    fields.offset = *offset;
  } else if (const auto zone = named_offset(word)) {
    fields.offset = fields.offset.value_or(*zone);
  } else if (const auto found = month(word)) {
    fields.month = fields.month.value_or(*found);
  } else if (is_number(word)) {
    take_number(fields, word);
  } else if (!take_time(fields, word) && !take_joined_time(fields, word)) {
    take_joined_date(fields, word);
  }
}

/// Whether its year in UTC can be written in the four digits that RFC 3339 has for it.
bool has_four_digits(std::chrono::sys_seconds instant) {
  constexpr std::chrono::sys_days kBegin = std::chrono::year{0} / 1 / 1;
  constexpr std::chrono::sys_days kEnd = std::chrono::year{10'000} / 1 / 1;
  return kBegin <= instant && instant < kEnd;
}

}  // namespace

std::optional<WallTime> parse_mail_date(std::string_view text) {
  Fields fields;
  for (const auto& word : words_of(text.substr(0, kLongest))) take(fields, word);
  if (!fields.year || !fields.month || !fields.day || !fields.time_of_day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*fields.year}, std::chrono::month{*fields.month},
                                         std::chrono::day{*fields.day}};
  if (!date.ok()) return std::nullopt;
  const auto instant = std::chrono::sys_days{date} + *fields.time_of_day - fields.offset.value_or(Seconds{0});
  return has_four_digits(instant) ? std::optional<WallTime>{instant} : std::nullopt;
}

}  // namespace cutwatch
