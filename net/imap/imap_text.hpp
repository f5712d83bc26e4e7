#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::net {

/// The text as a quoted string (RFC 3501 §4.3). Errors: malformed (a line end, a NUL, a byte over 0x7f).
Result<std::string> quoted(std::string_view text);

/// A folder's name as IMAP spells it (RFC 3501 §5.1.3): "Entwürfe" is "Entw&APw-rfe". Bytes that are not
/// UTF-8 make it malformed.
Result<std::string> modified_utf7(std::string_view utf8);

/// "17-Jul-2026 02:44:25 -0700", also with a blank for the first digit of the day (RFC 3501 §9, date-time).
std::optional<WallTime> internal_date(std::string_view text);

/// "17-Jul-2026": the day in UTC (RFC 3501 §9, date-text), between the years 1000 and 9999.
std::string date_text(WallTime at);

/// A header field, unfolded (RFC 5322 §2.2.3).
struct HeaderField {
  std::string name;   ///< as the message spells it
  std::string value;  ///< printable ASCII, at most 2000 bytes; a tab is a blank
  friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

/// The fields of a header block, in its order. Lines that are no fields are passed over: the block comes from
/// mail that anyone may have written, and may have been cut.
std::vector<HeaderField> header_fields(std::string_view block);

/// Field names are compared without regard to the letter case.
bool is_same_name(std::string_view left, std::string_view right);

}  // namespace cutwatch::net
