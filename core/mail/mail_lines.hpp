#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// The text with a line feed at the end of each line, whatever ended it before: CR LF (RFC 5322 §2.1), a bare
/// LF, or, where the text has no LF at all, a bare CR. Elsewhere a bare CR, which no mail has, becomes a
/// blank.
std::string with_line_feeds(std::string_view text);

/// Takes the first line off the text; what is returned is without its line feed.
std::string_view take_line(std::string_view& text);

}  // namespace cutwatch::mail
