#pragma once
#include "core/time/local_zone.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace cutwatch::mail {

/// What a log's times leave out: the year, and the zone.
class LogClock {
 public:
  /// A line without a year is of the latest year in which its time exists and is not more than a day after
  /// `now`. `zone` is that of a time that names none.
  explicit LogClock(WallTime now, LocalZone zone = {});

  /// Of a date without a year; nullopt where no year of the last nine has it (February 30).
  std::optional<WallTime> instant(unsigned month, unsigned day, Seconds time_of_day) const;

  /// Of a time that names no zone.
  WallTime instant(std::chrono::sys_seconds local) const { return zone_.instant(local); }

 private:
  LocalZone zone_;
  std::chrono::sys_seconds limit_;  ///< The latest instant, by the log's own clock.
  std::chrono::year year_;          ///< That of `limit_`.
};

/// A time at the beginning of a text, and how much of the text it is.
struct LogTime {
  WallTime time;  ///< Whole seconds: fractions are cut.
  std::size_t length = 0;
};

/// "Dec  1 20:00:00", "Dec 01 20:00:00.125", "Dec 1 2026 20:00:00", "2026 Dec 1 20:00:00", and what
/// `read_iso_time` reads. nullopt where the text begins with none, or with one that no calendar has. Pure.
std::optional<LogTime> read_log_time(std::string_view text, const LogClock& clock);

/// RFC 3339 with "T" or a blank between date and time; "+0100" for a zone, too, also behind a blank; or
/// none. A leap second is the one after it. Pure.
std::optional<LogTime> read_iso_time(std::string_view text, const LogClock& clock);

}  // namespace cutwatch::mail
