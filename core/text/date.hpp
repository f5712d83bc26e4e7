#pragma once
#include "core/time/time.hpp"

#include <string>

namespace cutwatch {

/// "2026-12-01T20:00:00.125Z": UTC, always with milliseconds. RFC 3339 §5.6.
std::string rfc3339(WallTime instant);

/// "2026-12-01T20:00:00Z": without the fraction.
std::string rfc3339_seconds(WallTime instant);

/// "Tue, 01 Dec 2026 20:00:00 +0000": the date-time of RFC 5322 §3.3, in UTC.
std::string rfc5322_date(WallTime instant);

}  // namespace cutwatch
