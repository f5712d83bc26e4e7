#include "core/mail/log/log_time.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace cutwatch::mail {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;
using std::chrono::year_month_day;

/// 2096-02-29 was the last of its name for eight years.
constexpr int kYearsBack = 8;
/// Of "hh:mm:ss".
constexpr std::size_t kTimeOfDay = 8;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// All of the `count` digits at `at`; nullopt where there are fewer.
std::optional<unsigned> number_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(at, count)) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

/// 1 to 12.
std::optional<unsigned> month_of(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const auto* const found = std::ranges::find(kMonths, text.substr(0, 3));
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<unsigned>(found - kMonths.begin()) + 1;
}

std::optional<Seconds> time_of_day(std::string_view text) {
  if (text.size() < kTimeOfDay || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hours = number_at(text, 0, 2);
  const auto minutes = number_at(text, 3, 2);
  const auto seconds = number_at(text, 6, 2);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  return Seconds(*hours * 3600 + *minutes * 60 + *seconds);
}

/// ".125", ",125": how long it is.
std::size_t fraction_length(std::string_view text) {
  if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || !is_digit(text[1])) return 0;
  const auto end = text.find_first_not_of("0123456789", 1);
  return std::min(end, text.size());
}

struct Zone {
  Seconds east{0};
  std::size_t length = 0;
};

/// "Z", "+01:00", "+0100", " +0100".
std::optional<Zone> zone_at(std::string_view text) {
  if (text.starts_with('Z')) return Zone{Seconds(0), 1};
  const std::size_t sign = text.starts_with(' ') ? 1 : 0;
  if (sign >= text.size() || (text[sign] != '+' && text[sign] != '-')) return std::nullopt;
  const auto hours = number_at(text, sign + 1, 2);
  const std::size_t colon = sign + 3 < text.size() && text[sign + 3] == ':' ? 1 : 0;
  const auto minutes = number_at(text, sign + 3 + colon, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const Seconds east(*hours * 3600 + *minutes * 60);
  return Zone{text[sign] == '-' ? -east : east, sign + 5 + colon};
}

/// A date that the calendar has, of a year of four digits.
std::optional<sys_seconds> at_date(year_month_day date, Seconds time_of_day) {
  if (!date.ok()) return std::nullopt;
  return sys_days(date) + time_of_day;
}

/// "Dec  1", "Dec 01": the day of the month, and the blank behind it.
struct DayOfMonth {
  unsigned day = 0;
  std::size_t end = 0;
};

std::optional<DayOfMonth> day_at(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == ' ') ++at;
  const std::size_t digits = at + 1 < text.size() && is_digit(text[at + 1]) ? 2 : 1;
  const auto value = number_at(text, at, digits);
  if (!value || at + digits >= text.size() || text[at + digits] != ' ') return std::nullopt;
  return DayOfMonth{*value, at + digits + 1};
}

/// "Dec  1 20:00:00" and "Dec 1 2026 20:00:00"; `given` is the year that stood before it.
std::optional<LogTime> read_named_month(std::string_view text, const LogClock& clock,
                                        std::optional<unsigned> given) {
  const auto the_month = month_of(text);
  if (!the_month || text.size() < 4 || text[3] != ' ') return std::nullopt;
  const auto the_day = day_at(text, 4);
  if (!the_day) return std::nullopt;
  auto at = the_day->end;
  auto the_year = given;
  if (const auto inner = number_at(text, at, 4); !given && inner && text.substr(at + 4).starts_with(' ')) {
    the_year = inner;
    at += 5;
  }
  const auto time = time_of_day(text.substr(at));
  if (!time) return std::nullopt;
  at += kTimeOfDay;
  const auto length = at + fraction_length(text.substr(at));
  if (!the_year) {
    const auto instant = clock.instant(*the_month, the_day->day, *time);
    return instant ? std::optional(LogTime{*instant, length}) : std::nullopt;
  }
  const auto local =
      at_date({year(static_cast<int>(*the_year)), month(*the_month), day(the_day->day)}, *time);
  return local ? std::optional(LogTime{clock.instant(*local), length}) : std::nullopt;
}

}  // namespace

LogClock::LogClock(WallTime now, LocalZone zone)
    : zone_(zone),
      limit_(std::chrono::floor<Seconds>(now) + std::chrono::days(1) + zone.east),
      year_(year_month_day(std::chrono::floor<std::chrono::days>(limit_)).year()) {}

std::optional<WallTime> LogClock::instant(unsigned month_number, unsigned day_number,
                                          Seconds time_of_day) const {
  for (int back = 0; back <= kYearsBack; ++back) {
    const auto local =
        at_date({year_ - std::chrono::years(back), month(month_number), day(day_number)}, time_of_day);
    if (local && *local <= limit_) return zone_.instant(*local);
  }
  return std::nullopt;
}

std::optional<LogTime> read_log_time(std::string_view text, const LogClock& clock) {
  if (text.empty() || !is_digit(text[0])) return read_named_month(text, clock, std::nullopt);
  if (text.size() < 5 || text[4] != ' ') return read_iso_time(text, clock);
  const auto given = number_at(text, 0, 4);
  auto rest = given ? read_named_month(text.substr(5), clock, given) : std::nullopt;
  if (rest) rest->length += 5;
  return rest;
}

std::optional<LogTime> read_iso_time(std::string_view text, const LogClock& clock) {
  static constexpr std::size_t kDate = 10;
  if (text.size() < kDate + 1 + kTimeOfDay || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (text[kDate] != 'T' && text[kDate] != 't' && text[kDate] != ' ') return std::nullopt;
  const auto the_year = number_at(text, 0, 4);
  const auto the_month = number_at(text, 5, 2);
  const auto the_day = number_at(text, 8, 2);
  const auto time = time_of_day(text.substr(kDate + 1));
  if (!the_year || !the_month || !the_day || !time) return std::nullopt;
  const auto local = at_date({year(static_cast<int>(*the_year)), month(*the_month), day(*the_day)}, *time);
  if (!local) return std::nullopt;
  auto length = kDate + 1 + kTimeOfDay;
  length += fraction_length(text.substr(length));
  const auto zone = zone_at(text.substr(length));
  if (!zone) return LogTime{clock.instant(*local), length};
  return LogTime{WallTime(*local - zone->east), length + zone->length};
}

}  // namespace cutwatch::mail
