#pragma once
#include "core/mail/log/log_line.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// The pieces that lines of a mail server's log are made of. All take from the text's beginning, are linear
// and pure but for the text they shorten, and never read beyond it.
namespace cutwatch::mail {

inline std::string_view without_blanks_before(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

/// The text up to a blank; it and the blanks behind it are taken away.
std::string_view take_word(std::string_view& text);

/// The inside of "<...>" that the text begins with, taken away with its brackets. A ">" inside a quoted local
/// part (RFC 5321 §4.1.2) does not end it; where a quote does not end, the first ">" does. nullopt, and
/// nothing taken, where the text does not begin with "<" or none ends it.
std::optional<std::string_view> take_bracketed(std::string_view& text);

/// The inside of "\"...\"", taken away with its quotes; a backslash hides the quote behind it. All of the
/// text where it does not end. nullopt where the text does not begin with a quote.
std::optional<std::string_view> take_quoted(std::string_view& text);

/// "name[192.0.2.1]:25" without anything behind it. What is in the brackets and no address is none.
LogHost log_host(std::string_view text);

/// The same at the beginning of a text that goes on; it is taken away.
LogHost take_log_host(std::string_view& text);

/// The text as an address: without brackets, "IPv6:" and zone; empty where it cannot be one.
std::string_view address_in(std::string_view text);

/// A port of 1 to 65535, all of the text; else 0.
std::uint16_t port_of(std::string_view text);

/// "0.05", "161": exactly what strtod makes of it. nullopt for anything else than digits and one dot.
std::optional<double> decimal_of(std::string_view text);

/// "5s", "1m17s", "2d3h", "0.125s": seconds. nullopt where it is anything else.
std::optional<double> duration_of(std::string_view text);

/// What a reply begins with: "550 5.1.1 ...", "550-5.1.1", "5.7.1 ...".
struct ReplyCodes {
  std::string_view code;      ///< Three digits.
  std::string_view enhanced;  ///< RFC 3463.
};
ReplyCodes reply_codes(std::string_view reply);

/// Sets dsn and reply_class of the line by its reply, where they are not known yet.
void judge_reply(LogLine& line);

/// Where a text's word "; from=<" or the like, that is `mark`, begins outside of angle brackets; its last
/// place where all are inside; npos where there is none.
std::size_t find_outside_brackets(std::string_view text, std::string_view mark);

}  // namespace cutwatch::mail
