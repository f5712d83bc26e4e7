#pragma once
#include "core/time/time.hpp"

#include <optional>
#include <string_view>

namespace cutwatch {

/// The instant that a date-time of mail tells, in whole seconds: RFC 5322 §3.3 with the obsolete forms of
/// §4.3 (comments, years of two and three digits, names of zones), the order of ctime ("Tue Dec  1 20:00:00
/// 2026") and ISO 8601. A time without a zone, or with one that says nothing (§4.3: unknown names), is UTC;
/// fractions are cut; a leap second is the one after it. nullopt where no date with a time of day can be
/// read, or the year is not of four digits in UTC. Looks at no more than the first 256 octets. Pure.
std::optional<WallTime> parse_mail_date(std::string_view text);

}  // namespace cutwatch
